#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "letters/barcode.hpp"
#include "letters/envelope.hpp"
#include "letters/font.hpp"
#include "letters/geometry.hpp"
#include "letters/letter_template.hpp"
#include "letters/sheet.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// What the pages of one installation have in common. Owns nothing it refers to.
struct LayoutParts {
  const Geometry& geometry;
  const Fonts& fonts;
  const SenderLines& sender;
  std::string_view portal_url;
  const Symbol& portal_qr;
};

/// The parts of a letter that vary, as far as layout sees them: the code is not among them.
struct LayoutContent {
  const orders::Recipient& recipient;
  const orders::Address& address;
  std::string_view track_number;
  std::string valid_through;  ///< in words
};

/// Sets the pages of one template. What is the same on every page is set once. Immutable; any thread.
class LetterLayout {
 public:
  /// `name` is how errors call the template's file. file_invalid with "name:line: reason" if something does not fit its
  /// place when the fields have the `widest` values; configuration_invalid if the sender does not.
  static Result<LetterLayout> make(LetterTemplate text, std::string_view name, const FieldValues& widest,
                                   const LayoutParts& parts);

  /// One page; its head and tail belong to this object. validation_failed (with fields) if the address or the text with
  /// this name does not fit; track_number_malformed.
  Result<Page> page(const LayoutContent& content, const LayoutParts& parts) const;

 private:
  LetterLayout() = default;

  /// Both give the line of the first block that does not fit, 0 if all do.
  int put_fixed(const FieldValues& values, const LayoutParts& parts);
  int put_varying(Sheet& sheet, const FieldValues& values, const LayoutParts& parts) const;

  LetterTemplate text_;
  Sheet head_;
  Sheet tail_;
  bool body_is_fixed_ = false;
  bool footer_is_fixed_ = false;
};

/// First name and patronymic, as one is addressed.
std::string addressee_of(const orders::Recipient& recipient);

}  // namespace postproof::letters
