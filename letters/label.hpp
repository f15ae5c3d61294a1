#pragma once

#include <array>
#include <string_view>

#include "core/result.hpp"
#include "letters/area.hpp"
#include "letters/geometry.hpp"
#include "letters/sheet.hpp"
#include "letters/text_flow.hpp"

namespace postproof::letters {

/// The room the label needs for these measures, millimetres.
double label_width_mm(const BarcodeMeasures& measures);
double label_height_mm(const BarcodeMeasures& measures);

/// 14 digits; the check digit is not looked at.
bool is_label_number(std::string_view track_number);

/// The upper left corner of the first bar.
Point label_bars(const Area& area, const BarcodeMeasures& measures);

inline constexpr double label_digits_points = 11;

/// A group of digits under the bars; `text` borrows from the number.
struct LabelDigits {
  std::string_view text;
  Face face = Face::regular;
  Point at;  ///< start of the baseline
};

/// The digits of a label number in groups of 6, 2, 5 (bold) and 1, spread over the width of the bars.
std::array<LabelDigits, 4> label_digits(std::string_view track_number, const Area& area,
                                        const BarcodeMeasures& measures, const Fonts& fonts);

/// Adds what is the same on every label: the carrier's name above the bars, the mark of the category beside them.
void put_label_form(Sheet& sheet, const Area& area, const BarcodeMeasures& measures, const Fonts& fonts);

/// Adds the label of a registered letter to the sheet: the carrier's name, the bars with their quiet zones, the digits
/// below in groups of 6, 2, 5 (bold) and 1, and the mark of the category beside them. `area` holds at least
/// label_width_mm x label_height_mm. track_number_malformed unless is_label_number().
Result<void> put_label(Sheet& sheet, std::string_view track_number, const Area& area, const BarcodeMeasures& measures,
                       const Fonts& fonts);

}  // namespace postproof::letters
