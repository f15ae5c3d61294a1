#pragma once

#include <array>
#include <string_view>

#include "core/result.hpp"
#include "letters/area.hpp"

namespace postproof::letters {

/// How the post's barcode is drawn.
struct BarcodeMeasures {
  double module_mm = 0;      ///< width of a narrow bar, 0.33-0.6
  double height_mm = 0;      ///< 10-20
  double quiet_modules = 0;  ///< white on each side, 10-30
};

/// Where everything stands on the sheet. Read from a data file in millimetres, see templates/README.md.
struct Geometry {
  double page_width = 0;
  double page_height = 0;
  double frame = 0;               ///< nothing is printed nearer to an edge, at least 5
  std::array<double, 2> folds{};  ///< distances from the upper edge
  Area fold_mark;                 ///< the mark at the upper fold; the one at the lower fold has the same x and size
  Area window;                    ///< what the envelope shows: the label and the address, and nothing else
  Area label;
  Area address;
  Area sender;
  Area intro;     ///< what stands before the code; a rule parts it from window and sender
  Area code;      ///< on the middle panel, not behind the window
  Area deadline;  ///< beside the code
  Area body;      ///< what stands after the code
  Area qr;        ///< a square
  Area qr_caption;
  Area footer;
  BarcodeMeasures barcode;
};

/// Bars and digits of a domestic identifier: start 4, seven pairs of 14, stop 4 modules at wide:narrow 2:1.
inline constexpr int track_number_modules = 4 + 7 * 14 + 4;

/// Reads and checks a geometry file (JSON). `name` is how errors call the file. file_invalid with "name: key: reason"
/// for a missing, unknown or wrongly typed key, a number out of range, an area outside the printable frame, areas that
/// overlap, label or address outside the window or without white between them, anything else inside the window, and a
/// code that is not wholly on the middle panel or lies behind the window when the sheet is folded.
Result<Geometry> parse_geometry(std::string_view json_text, std::string_view name);

}  // namespace postproof::letters
