#pragma once

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

/// Adds the label of a registered letter to the sheet: the carrier's name, the bars with their quiet zones, the digits
/// below in groups of 6, 2, 5 (bold) and 1, and the mark of the category beside them. `area` holds at least
/// label_width_mm x label_height_mm. track_number_malformed unless the number is 14 digits; its check digit is not
/// looked at.
Result<void> put_label(Sheet& sheet, std::string_view track_number, const Area& area, const BarcodeMeasures& measures,
                       const Fonts& fonts);

}  // namespace postproof::letters
