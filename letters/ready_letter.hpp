#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/result.hpp"
#include "letters/installation.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters {

/// A letter that was found printable, fitted to its page. Borrows from the letter and the installation.
struct ReadyLetter {
  const LetterLayout* layout = nullptr;
  std::string_view code;  ///< as printed: a secret, or the mask
  FittedAddress address;
  std::vector<TextLine> addressee;
};

/// First name and patronymic, as one is addressed.
std::string addressee_of(const orders::Recipient& recipient);

/// The fields of one letter after the other; what letters share is kept. For one thread.
class LetterFields {
 public:
  explicit LetterFields(const Installation& installation);

  /// The values for this letter, valid until the next call.
  const FieldValues& of(const LetterContent& letter);

 private:
  struct DayInWords {
    std::optional<Date> day;
    std::string words;
  };
  std::array<DayInWords, 2> days_;  ///< by language
  FieldValues values_;
};

/// Checks a letter and fits it to its page; `values` are its fields. All renderers ask here, so that they take and
/// refuse the same letters. Errors as of LetterDocument::add(), but for the state of a document.
Result<ReadyLetter> make_ready(const LetterContent& letter, const FieldValues& values,
                               const Installation& installation);

}  // namespace postproof::letters
