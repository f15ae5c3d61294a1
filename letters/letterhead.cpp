#include "letters/letterhead.hpp"

#include <vector>

#include "letters/text_flow.hpp"

namespace postproof::letters {

namespace {

constexpr double emblem_mm = 13;
constexpr double gap_mm = 4.5;
constexpr TextStyle name_style{Face::bold, 11.5, 5.0, Ink::accent};
constexpr TextStyle lines_style{Face::regular, 8.5, 3.9, Ink::grey};

/// A white envelope with a seal on a square of the accent colour.
void put_emblem(Sheet& sheet, Point at) {
  sheet.boxes.push_back({{at.x, at.y, emblem_mm, emblem_mm}, Ink::accent});
  const Area envelope{at.x + 2.2, at.y + 3.4, emblem_mm - 4.4, 6.2};
  const Point middle{envelope.x + envelope.width / 2, envelope.y + 3.9};
  sheet.outlines.push_back({{{envelope.x, envelope.y},
                             {envelope.right(), envelope.y},
                             {envelope.right(), envelope.bottom()},
                             {envelope.x, envelope.bottom()}},
                            Ink::white,
                            0.55,
                            true});
  sheet.outlines.push_back(
      {{{envelope.x, envelope.y}, middle, {envelope.right(), envelope.y}}, Ink::white, 0.55, false});
}

struct Lines {
  std::vector<std::string> name;
  std::vector<std::string> rest;
};

bool break_sender(const SenderLines& sender, double width, const Fonts& fonts, Lines& lines) {
  const auto name = break_text(sender.name, font_of(fonts, name_style.face), name_style.points, width);
  if (!name) return false;
  lines.name = *name;
  for (const auto& line : sender.lines) {
    const auto broken = break_text(line, font_of(fonts, lines_style.face), lines_style.points, width);
    if (!broken) return false;
    lines.rest.insert(lines.rest.end(), broken->begin(), broken->end());
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
  for (const auto& line : lines.name) put_text(sheet, line, name_style, {left, y += name_style.leading_mm});
  y += between_mm;
  for (const auto& line : lines.rest) put_text(sheet, line, lines_style, {left, y += lines_style.leading_mm});
  return true;
}

}  // namespace postproof::letters
