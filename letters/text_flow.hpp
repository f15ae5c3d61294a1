#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "letters/font.hpp"
#include "letters/letter_template.hpp"
#include "letters/sheet.hpp"

namespace postproof::letters {

const Font& font_of(const Fonts& fonts, Face face);

/// How running text looks. Strong pieces are set in bold whatever the face.
struct TextStyle {
  Face face = Face::regular;
  double points = 10;
  double leading_mm = 5;  ///< from baseline to baseline
  Ink ink = Ink::black;
};

/// A stretch of a line in one face. A track number is a stretch of its own, and nothing else is in it.
struct Stretch {
  std::string text;
  bool strong = false;
  bool track_number = false;
};

/// A line that fits its column.
struct TextLine {
  std::vector<Stretch> stretches;
};

/// Replaces U+00A0 by U+0020: what must not be broken is printed, and read back, as plain blanks.
std::string with_plain_blanks(std::string_view text);

/// Fills lines of `width_mm` with the words of a passage, as many as fit; a last line of next to nothing gets words
/// from the lines above where that costs no line. Breaks at U+0020 only. Nothing if a single word is wider than the
/// column.
std::optional<std::vector<TextLine>> break_lines(const Passage& passage, const FieldValues& values,
                                                 const TextStyle& style, double width_mm, const Fonts& fonts);

/// Calls sink(Point, Face, const Stretch&) for each stretch of a line whose baseline starts at `at`.
template <class Sink>
void place_line(const TextLine& line, const TextStyle& style, Point at, const Fonts& fonts, Sink&& sink) {
  for (const auto& stretch : line.stretches) {
    const Face face = stretch.strong ? Face::bold : style.face;
    sink(at, face, stretch);
    at.x += font_of(fonts, face).width(stretch.text, style.points);
  }
}

/// Adds a line to the sheet, its baseline starting at `at`.
void put_line(Sheet& sheet, const TextLine& line, const TextStyle& style, Point at, const Fonts& fonts);

/// Fills lines with the words of plain text; nothing if a word is wider than the column.
std::optional<std::vector<std::string>> break_text(std::string_view text, const Font& font, double points,
                                                   double width_mm);

/// Adds one run of text.
void put_text(Sheet& sheet, std::string_view text, const TextStyle& style, Point at);

}  // namespace postproof::letters
