#include "letters/index_stencil.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using namespace postproof::letters;

namespace {

/// A node of a cell as the standard numbers them: 1 2 above, 3 4 in the middle, 5 6 below; 0 for no node.
int node_of(const Point& point, const Point& cell) {
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 2; ++column) {
      const double dx = std::abs(point.x - cell.x - column * 5);
      const double dy = std::abs(point.y - cell.y - row * 5);
      if (dx < 0.3 && dy < 0.3) return row * 2 + column + 1;
    }
  }
  return 0;
}

/// The strokes of the first digit, each as two nodes.
std::vector<std::string> strokes_of(char digit) {
  Sheet sheet;
  put_index_stencil(sheet, digit + std::string(5, '8'), {10, 20});
  std::vector<std::string> strokes;
  for (const auto& stroke : sheet.outlines) {
    REQUIRE(stroke.points.size() == 2);
    if (stroke.points[0].x > 10 + 2 * 9) continue;
    int from = node_of(stroke.points[0], {20, 24});
    int to = node_of(stroke.points[1], {20, 24});
    if (from > to) std::swap(from, to);
    strokes.push_back(std::to_string(from) + std::to_string(to));
  }
  std::sort(strokes.begin(), strokes.end());
  return strokes;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("index digits are drawn from the segments of the standard") {
  CHECK(strokes_of('0') == Strings{"12", "13", "24", "35", "46", "56"});
  CHECK(strokes_of('1') == Strings{"23", "24", "46"});
  CHECK(strokes_of('2') == Strings{"12", "24", "45", "56"});
  CHECK(strokes_of('3') == Strings{"12", "23", "34", "45"});
  CHECK(strokes_of('4') == Strings{"13", "24", "34", "46"});
  CHECK(strokes_of('5') == Strings{"12", "13", "34", "46", "56"});
  CHECK(strokes_of('6') == Strings{"23", "34", "35", "46", "56"});
  CHECK(strokes_of('7') == Strings{"12", "23", "35"});
  CHECK(strokes_of('8') == Strings{"12", "13", "24", "34", "35", "46", "56"});
  CHECK(strokes_of('9') == Strings{"12", "13", "24", "34", "45"});
}

TEST_CASE("the stencil has seven bars at a pitch of 9 mm, the first doubled, and stays in its field") {
  Sheet sheet;
  put_index_stencil(sheet, "620014", {10, 20});
  std::vector<Area> bars;
  for (const auto& bar : sheet.boxes) bars.push_back(bar.area);
  REQUIRE(bars.size() == 8);
  for (int i = 0; i < 7; ++i) CHECK(std::count(bars.begin(), bars.end(), Area{10.0 + i * 9, 20, 7, 2}) == 1);
  CHECK(std::count(bars.begin(), bars.end(), Area{10, 23, 7, 1}) == 1);
  const Area field{10, 20, index_stencil_width_mm, index_stencil_height_mm};
  for (const auto& stroke : sheet.outlines) {
    CHECK(stroke.ink == Ink::black);
    CHECK(stroke.line_mm == 0.5);
    for (const auto& point : stroke.points) CHECK(contains(field, {point.x, point.y, 0, 0}));
  }
}
