#pragma once

#include <string_view>

#include "letters/sheet.hpp"

namespace postproof::letters {

inline constexpr double index_stencil_width_mm = 61;
inline constexpr double index_stencil_height_mm = 15;

/// Adds the code stamp of an envelope: seven bars at a pitch of 9 mm (the first one doubled), and under them the six
/// digits of the index, each drawn from nine segments over a cell of 5 x 10 mm with strokes of 0.5 mm. The measures are
/// those of GOST R 51506-99, appendix Д, as published implementations give them. `at` is the upper left corner; `index`
/// is six digits.
void put_index_stencil(Sheet& sheet, std::string_view index, Point at);

}  // namespace postproof::letters
