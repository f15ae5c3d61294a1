#include "letters/letterhead.hpp"

#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "letters/text_flow.hpp"

namespace postproof::letters {

namespace {

constexpr double emblem_mm = 13;
constexpr double gap_mm = 4.5;
constexpr TextStyle name_style{Face::bold, 11.5, 5.0, Ink::accent};
constexpr TextStyle lines_style{Face::regular, 8.5, 3.9, Ink::grey};

/// A disc as a polygon of so many corners that print shows none.
Outline disc(Point centre, double radius, Ink ink) {
  constexpr int corners = 36;
  Outline outline{{}, ink, 0, true};
  for (int i = 0; i < corners; ++i) {
    const double turn = 2 * std::numbers::pi * i / corners;
    outline.points.push_back({centre.x + radius * std::cos(turn), centre.y + radius * std::sin(turn)});
  }
  return outline;
}

/// A white envelope on a square of the accent colour, and on its corner a seal with a tick.
void put_emblem(Sheet& sheet, Point at) {
  constexpr double line_mm = 0.55;
  sheet.boxes.push_back({{at.x, at.y, emblem_mm, emblem_mm}, Ink::accent});
  const Area envelope{at.x + 1.9, at.y + 2.6, 8.6, 6};
  const Point flap{envelope.x + envelope.width / 2, envelope.y + 3.4};
  const Point seal{envelope.right() - 0.5, envelope.bottom() + 0.2};
  sheet.outlines.push_back({{{envelope.x, envelope.y},
                             {envelope.right(), envelope.y},
                             {envelope.right(), envelope.bottom()},
                             {envelope.x, envelope.bottom()}},
                            Ink::white,
                            line_mm,
                            true});
  sheet.outlines.push_back(
      {{{envelope.x, envelope.y}, flap, {envelope.right(), envelope.y}}, Ink::white, line_mm, false});
  sheet.outlines.push_back(disc(seal, 2.9, Ink::accent));
  sheet.outlines.push_back(disc(seal, 2.35, Ink::white));
  sheet.outlines.push_back(
      {{{seal.x - 1.15, seal.y + 0.05}, {seal.x - 0.3, seal.y + 0.9}, {seal.x + 1.2, seal.y - 0.85}},
       Ink::accent,
       0.6,
       false});
}

struct Lines {
  std::vector<TextLine> name;
  std::vector<TextLine> rest;
};

std::optional<std::vector<TextLine>> broken(const std::string& text, const TextStyle& style, double width,
                                            const Fonts& fonts) {
  return break_lines({{Field::literal, text, false}}, {}, style, width, fonts);
}

bool break_sender(const SenderLines& sender, double width, const Fonts& fonts, Lines& lines) {
  auto name = broken(sender.name, name_style, width, fonts);
  if (!name) return false;
  lines.name = std::move(*name);
  for (const auto& line : sender.lines) {
    const auto parts = broken(line, lines_style, width, fonts);
    if (!parts) return false;
    lines.rest.insert(lines.rest.end(), parts->begin(), parts->end());
  }
  return true;
}

}  // namespace

bool put_letterhead(Sheet& sheet, const SenderLines& sender, const Area& area, const Fonts& fonts) {
  const double left = area.x + emblem_mm + gap_mm;
  Lines lines;
  if (!break_sender(sender, area.right() - left, fonts, lines)) return false;
  constexpr double between_mm = 1.2;
  const double height = static_cast<double>(lines.name.size()) * name_style.leading_mm + between_mm +
                        static_cast<double>(lines.rest.size()) * lines_style.leading_mm;
  if (height > area.height || emblem_mm > area.height) return false;
  put_emblem(sheet, {area.x, area.y});
  double y = area.y - 1;
  for (const auto& line : lines.name) put_line(sheet, line, name_style, {left, y += name_style.leading_mm}, fonts);
  y += between_mm;
  for (const auto& line : lines.rest) put_line(sheet, line, lines_style, {left, y += lines_style.leading_mm}, fonts);
  return true;
}

}  // namespace postproof::letters
