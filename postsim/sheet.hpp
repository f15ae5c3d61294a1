#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace postproof::postsim {

/// One word on a page: millimetres from the page's left and top edge, font size in points (0 if it was not read), name
/// of the font.
struct TextBox {
  std::string text;
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  double font_pt = 0;
  std::string font;
};

/// Where things are printed on the A4 sheet, in millimetres from its left and top edge.
namespace sheet_areas {
inline constexpr double window_left = 110;  ///< window zone: 95 x 55 mm, 5 mm from the top and the right edge
inline constexpr double window_right = 205;
inline constexpr double window_top = 5;
inline constexpr double window_bottom = 60;
inline constexpr double panel_top = 99;  ///< the middle one of the three folded panels
inline constexpr double panel_bottom = 198;
inline constexpr double code_smallest_pt = 16;
inline constexpr double code_smallest_mm = 5.4;  ///< height of its box, where the font size was not read
inline constexpr double small_print_mm = 4.2;    ///< lower boxes: the address was too long for its natural size
}  // namespace sheet_areas

/// What can be read through the window of the closed envelope.
struct Addressee {
  std::string track_number;
  std::string recipient;
  std::vector<std::string> address_lines;  ///< between the recipient and the index, top to bottom
  std::string index;
};

/// What the citizen reads on the opened sheet.
struct Sheet {
  Addressee addressee;
  std::string code;           ///< as printed, in groups of four parted by a blank
  std::string valid_through;  ///< YYYY-MM-DD
};

/// Reads the window zone: the lowest line that is a track number (14 digits, or 13 characters of S10) ends the label;
/// below it come the recipient (its first line, and the following ones in the same font where the address has another),
/// the address and, on the last line, the index. file_invalid, without personal data, if something is missing.
Result<Addressee> read_addressee(std::span<const TextBox> page);

/// The addressee, the code (12 symbols of at least 16 pt on one line of the middle panel) and the last day.
/// file_invalid names what is missing.
Result<Sheet> read_sheet(std::span<const TextBox> page);

/// True if the fonts have to be read to tell the recipient from the address: only an address in small print may have
/// broken the recipient into two lines.
bool needs_fonts(std::span<const TextBox> page);

}  // namespace postproof::postsim
