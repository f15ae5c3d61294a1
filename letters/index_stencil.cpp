#include "letters/index_stencil.hpp"

#include <array>

#include "core/ensure.hpp"

namespace postproof::letters {

namespace {

constexpr double pitch_mm = 9;
constexpr double stroke_mm = 0.5;
constexpr double cell_width_mm = 5;
constexpr double cell_height_mm = 10;
constexpr double cell_top_mm = 4;
constexpr double cell_left_mm = 1;

/// Nodes of a cell: two columns, three rows.
constexpr std::array<Point, 6> nodes = {{{0, 0}, {1, 0}, {0, 0.5}, {1, 0.5}, {0, 1}, {1, 1}}};

/// Segments a-i as pairs of nodes.
constexpr std::array<std::array<std::size_t, 2>, 9> segments = {
    {{0, 1}, {1, 3}, {3, 5}, {4, 5}, {2, 4}, {0, 2}, {2, 3}, {1, 2}, {3, 4}}};

constexpr std::array<std::string_view, 10> digits = {"abcdef", "hbc",   "abid", "ahgi",    "fgbc",
                                                     "afgcd",  "hgcde", "ahe",  "abcdefg", "afgbi"};

/// Upright and level strokes end square, half their width beyond the node, so that corners close.
Outline stroke_between(Point from, Point to, Point cell) {
  constexpr double half = stroke_mm / 2;
  Point a{cell.x + from.x * cell_width_mm, cell.y + from.y * cell_height_mm};
  Point b{cell.x + to.x * cell_width_mm, cell.y + to.y * cell_height_mm};
  if (a.x == b.x) {
    a.y -= half;
    b.y += half;
  } else if (a.y == b.y) {
    a.x -= half;
    b.x += half;
  }
  return {{a, b}, Ink::black, stroke_mm, false};
}

}  // namespace

void put_index_stencil(Sheet& sheet, std::string_view index, Point at) {
  ensure(index.size() == 6 && index.find_first_not_of("0123456789") == std::string_view::npos,
         "an index stencil shows six digits");
  for (int i = 0; i < 7; ++i) sheet.boxes.push_back({{at.x + i * pitch_mm, at.y, 7, 2}, Ink::black});
  sheet.boxes.push_back({{at.x, at.y + 3, 7, 1}, Ink::black});
  for (std::size_t i = 0; i < index.size(); ++i) {
    const Point cell{at.x + pitch_mm * static_cast<double>(i) + pitch_mm + cell_left_mm, at.y + cell_top_mm};
    for (const char name : digits[static_cast<std::size_t>(index[i] - '0')]) {
      const auto& ends = segments[static_cast<std::size_t>(name - 'a')];
      sheet.outlines.push_back(stroke_between(nodes[ends[0]], nodes[ends[1]], cell));
    }
  }
}

}  // namespace postproof::letters
