#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "letters/address_block.hpp"
#include "letters/barcode.hpp"
#include "letters/envelope.hpp"
#include "letters/font.hpp"
#include "letters/geometry.hpp"
#include "letters/letter_template.hpp"
#include "letters/sheet.hpp"
#include "letters/text_column.hpp"
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

/// The parts of a letter that vary, as far as layout sees them: the code is not among them. Borrows all.
struct LayoutContent {
  const FittedAddress& address;
  const FieldValues& values;
};

/// Sets the pages of one template: whole pages, or a plate with what many pages have in common, its gaps left open for
/// what differs. Immutable; any thread.
class LetterLayout {
 public:
  /// `name` is how errors call the template's file. file_invalid with "name:line: reason" if something does not fit its
  /// place when the fields have the `widest` values; configuration_invalid if the sender does not.
  static Result<LetterLayout> make(LetterTemplate text, std::string_view name, const FieldValues& widest,
                                   const LayoutParts& parts);
  LetterLayout(LetterLayout&&) = default;
  LetterLayout& operator=(LetterLayout&&) = default;
  LetterLayout(const LetterLayout&) = delete;
  LetterLayout& operator=(const LetterLayout&) = delete;
  ~LetterLayout() = default;

  /// The lines of the passage that names the addressee; none if the template names nobody. Nothing if the page has no
  /// room for them: the one question for checking an order and for printing it.
  std::optional<std::vector<TextLine>> addressee_lines(const FieldValues& values, const Fonts& fonts) const;
  /// How those lines look.
  const TextStyle& addressee_style() const { return opening_.style; }

  /// A whole page. validation_failed if the text does not fit; track_number_malformed.
  Result<Page> page(const LayoutContent& content, const LayoutParts& parts) const;

  /// All that letters with so many addressee_lines() have in common, in reading order, with a run for each gap. The
  /// addressee and the track number of `values` are not looked at. Nothing if it does not fit.
  std::optional<Sheet> plate(std::size_t addressee_lines, const FieldValues& values, const LayoutParts& parts) const;

 private:
  LetterLayout() = default;

  /// Sets everything but label and address. Gives the line of the first block that does not fit, 0 if all do.
  int set_text(Sheet& sheet, const FieldValues& values, const LayoutParts& parts, Opening* opening) const;
  /// Finds the passage that names the addressee, and how many lines it may take.
  void find_opening(const FieldValues& widest, const LayoutParts& parts);

  LetterTemplate text_;
  Sheet head_;  ///< frame and sender
  Opening opening_;
};

/// What to tell of a name that addressee_lines() has no room for.
Error text_too_long(const orders::Recipient& recipient);

/// The address as it goes into its area; validation_failed with the fields if it does not.
Result<FittedAddress> fit_letter_address(const orders::Recipient& recipient, const orders::Address& address,
                                         const LayoutParts& parts);

/// Where the first line of an address begins; the others follow at its leading.
Point first_baseline(const FittedAddress& address, const Area& area);

}  // namespace postproof::letters
