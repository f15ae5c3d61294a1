#pragma once

namespace postproof::letters {

/// Millimetres in a typographic point (1/72 inch).
inline constexpr double mm_per_point = 25.4 / 72.0;

/// A place on a sheet, millimetres from the upper left corner.
struct Point {
  double x = 0;
  double y = 0;
};

/// An upright rectangle on a sheet: millimetres, y grows downwards.
struct Area {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  constexpr double right() const { return x + width; }
  constexpr double bottom() const { return y + height; }
  friend bool operator==(const Area&, const Area&) = default;
};

/// Rounding of data files written in decimals: areas that touch are neither outside nor overlapping.
inline constexpr double area_tolerance_mm = 1e-6;

constexpr bool contains(const Area& outer, const Area& inner) {
  return inner.x >= outer.x - area_tolerance_mm && inner.y >= outer.y - area_tolerance_mm &&
         inner.right() <= outer.right() + area_tolerance_mm && inner.bottom() <= outer.bottom() + area_tolerance_mm;
}

constexpr bool overlap(const Area& a, const Area& b) {
  return a.x < b.right() - area_tolerance_mm && b.x < a.right() - area_tolerance_mm &&
         a.y < b.bottom() - area_tolerance_mm && b.y < a.bottom() - area_tolerance_mm;
}

}  // namespace postproof::letters
