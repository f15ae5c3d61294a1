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
  std::array<double, 2> folds{};  ///< distances from the upper edge; they part the upper, middle and lower panel
  bool label_in_window = true;    ///< else it stands beside the window
  Area fold_mark;                 ///< the mark at the upper fold; the one at the lower fold has the same x and size
  Area window;                    ///< what the envelope shows: the address, the label if it belongs there, nothing else
  Area label;
  Area address;
  Area sender;
  Area rule;      ///< a line that parts the head of the letter from its text
  Area intro;     ///< what stands before the code
  Area code;      ///< on the middle panel, hidden when the sheet is folded
  Area deadline;  ///< beside the code
  Area body;      ///< what stands after the code
  Area lower;     ///< the text of the lower panel
  Area qr;        ///< a square
  Area qr_caption;
  Area footer;
  BarcodeMeasures barcode;
};

/// A key of the geometry file that names an area.
struct AreaKey {
  const char* name;
  Area Geometry::*member;
};
inline constexpr std::array<AreaKey, 14> area_keys = {{{"fold_mark", &Geometry::fold_mark},
                                                       {"window", &Geometry::window},
                                                       {"label", &Geometry::label},
                                                       {"address", &Geometry::address},
                                                       {"sender", &Geometry::sender},
                                                       {"rule", &Geometry::rule},
                                                       {"intro", &Geometry::intro},
                                                       {"code", &Geometry::code},
                                                       {"deadline", &Geometry::deadline},
                                                       {"body", &Geometry::body},
                                                       {"lower", &Geometry::lower},
                                                       {"qr", &Geometry::qr},
                                                       {"qr_caption", &Geometry::qr_caption},
                                                       {"footer", &Geometry::footer}}};

/// Bars and digits of a domestic identifier: start 4, seven pairs of 14, stop 4 modules at wide:narrow 2:1.
inline constexpr int track_number_modules = 4 + 7 * 14 + 4;

/// Reads and checks a geometry file (JSON). `name` is how errors call the file. file_invalid with "name: key: reason"
/// for a missing, unknown or wrongly typed key, a number out of range, and what geometry_fault() finds.
Result<Geometry> parse_geometry(std::string_view json_text, std::string_view name);

}  // namespace postproof::letters
