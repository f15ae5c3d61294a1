#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "letters/area.hpp"
#include "letters/font.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// A line of the address as the post wants it, made of fields. Within a part only U+0020 may be broken.
struct AddressLine {
  struct Part {
    const char* field;  ///< path in the order's body
    std::string text;   ///< with what joins it to the part before
  };
  std::vector<Part> parts;
  bool strong = false;

  std::string text() const;
};

/// Addressee; street, house, building, flat; settlement; district; region; index (order of the postal rules). Empty
/// fields leave no trace; a region of the settlement's own name is not repeated; a house without a street follows the
/// settlement. A house, building or flat that is a bare number or a single letter gets its "д.", "корп.", "кв.".
std::vector<AddressLine> address_lines(const orders::Recipient& recipient, const orders::Address& address);

/// An address as it will be printed.
struct FittedAddress {
  struct Line {
    std::string text;
    bool strong = false;
  };
  double points = 0;
  double leading_mm = 0;  ///< from baseline to baseline
  std::vector<Line> lines;
};

struct AddressFitting {
  std::optional<FittedAddress> block;  ///< absent if it cannot be printed whole
  std::vector<FieldError> misfits;     ///< does_not_fit, the fields whose line does not fit; empty if `block` is there
};

inline constexpr double natural_address_points = 11;
inline constexpr double smallest_address_points = 8;

/// Sets the address into a field of this size: natural size, then half a point smaller at a time, then at the smallest
/// size broken between words; else a refusal. The one function for checking and for printing. Nothing is ever cut.
/// `natural_points` is a whole number of halves above the smallest size.
AddressFitting fit_address(const std::vector<AddressLine>& lines, double width_mm, double height_mm, const Fonts& fonts,
                           double natural_points = natural_address_points);

}  // namespace postproof::letters
