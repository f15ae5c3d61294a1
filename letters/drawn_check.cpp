#include "letters/drawn_check.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "letters/text_flow.hpp"

namespace postproof::letters {

namespace {

constexpr std::string_view widest_code = "0000 0000 0000";
constexpr double tallest_em = 0.885;
constexpr double lowest_em = 0.275;
constexpr double figure_em = 0.72;
constexpr double figure_tail_em = 0.02;

/// Where something may be drawn.
std::vector<Area> places_of(const Geometry& geometry) {
  std::vector<Area> places;
  for (const auto& key : area_keys) {
    if (key.member != &Geometry::window && key.member != &Geometry::fold_mark) places.push_back(geometry.*key.member);
  }
  for (const double fold : geometry.folds) {
    Area mark = geometry.fold_mark;
    mark.y = fold - mark.height / 2;
    places.push_back(mark);
  }
  return places;
}

/// An outline with the width of its line.
Area extent_of(const Outline& outline) {
  Area extent{outline.points.front().x, outline.points.front().y, 0, 0};
  double right = extent.x;
  double bottom = extent.y;
  for (const Point point : outline.points) {
    extent.x = std::min(extent.x, point.x);
    extent.y = std::min(extent.y, point.y);
    right = std::max(right, point.x);
    bottom = std::max(bottom, point.y);
  }
  const double half = outline.line_mm / 2;
  return {extent.x - half, extent.y - half, right - extent.x + outline.line_mm, bottom - extent.y + outline.line_mm};
}

}  // namespace

Area ink_of(const TextRun& run, std::string_view shown, const Fonts& fonts) {
  const double em = run.points * mm_per_point;
  const bool figures = shown.find_first_not_of("0123456789 ") == std::string_view::npos;
  const double up = em * (figures ? figure_em : tallest_em);
  const double down = em * (figures ? figure_tail_em : lowest_em);
  return {run.baseline.x, run.baseline.y - up, font_of(fonts, run.face).width(shown, run.points), up + down};
}

Result<void> check_drawn(const Page& page, const Geometry& geometry, const Fonts& fonts, std::string_view name) {
  const std::vector<Area> places = places_of(geometry);
  const auto check = [&](const Area& drawn, std::string_view what) -> Result<void> {
    const bool placed = std::any_of(places.begin(), places.end(), [&](const Area& a) { return contains(a, drawn); });
    if (placed) return success();
    return fail(ErrorKind::file_invalid,
                fmt::format("{}: {} from {:.1f}, {:.1f} to {:.1f}, {:.1f} mm lies in no area of the sheet", name, what,
                            drawn.x, drawn.y, drawn.right(), drawn.bottom()));
  };
  for (const auto& box : page.own.boxes) {
    PP_TRYV(check(box.area, "a box"));
  }
  for (const auto& outline : page.own.outlines) {
    if (outline.points.empty()) continue;
    PP_TRYV(check(extent_of(outline), "a line"));
  }
  for (const auto& run : page.own.texts) {
    PP_TRYV(check(ink_of(run, run.code ? widest_code : std::string_view(run.text), fonts), "text"));
  }
  return success();
}

}  // namespace postproof::letters
