#pragma once

#include <optional>
#include <string>

#include "letters/geometry.hpp"

namespace postproof::letters {

/// What is wrong with a geometry, and where.
struct GeometryFault {
  std::string key;
  std::string reason;
};

/// The first rule that a geometry breaks:
/// - each panel fits a DL envelope (110 mm high), and no area crosses a fold;
/// - nothing lies outside the printable frame, no two areas overlap;
/// - the window, on the upper panel, shows the address and the label (or the address alone, the label standing beside
///   it), parted by white, and nothing else;
/// - the code lies on the middle panel. The sheet is folded in Z: the middle panel goes behind the upper one, the lower
///   panel comes back before it. The code must not lie behind the window then, and must be covered by both;
/// - label, code, address and QR code have the room they need, the QR code its quiet zone.
std::optional<GeometryFault> geometry_fault(const Geometry& geometry);

}  // namespace postproof::letters
