#include "letters/text_flow.hpp"

#include <utility>

namespace postproof::letters {

namespace {

constexpr std::string_view no_break_space = "\u00A0";

using Word = std::vector<Stretch>;

/// Words are parted by U+0020 only; a word may change its face in the middle.
std::vector<Word> words_of(const Passage& passage, const FieldValues& values) {
  std::vector<Word> words(1);
  for (const Piece& piece : passage) {
    const std::string& text = piece.field == Field::literal ? piece.text : values.of(piece.field);
    std::size_t from = 0;
    while (from <= text.size()) {
      const std::size_t blank = std::min(text.find(' ', from), text.size());
      if (blank > from) words.back().push_back({with_plain_blanks(text.substr(from, blank - from)), piece.strong});
      if (blank < text.size() && !words.back().empty()) words.emplace_back();
      from = blank + 1;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

const Font& font_for(const Stretch& stretch, const TextStyle& style, const Fonts& fonts) {
  return stretch.strong ? fonts.bold : font_of(fonts, style.face);
}

double width_of(const Word& word, const TextStyle& style, const Fonts& fonts) {
  double width = 0;
  for (const auto& part : word) width += font_for(part, style, fonts).width(part.text, style.points);
  return width;
}

void append(TextLine& line, Word&& word) {
  bool blank = !line.stretches.empty();
  for (auto& part : word) {
    if (!line.stretches.empty() && line.stretches.back().strong == part.strong) {
      line.stretches.back().text.append(blank ? " " : "").append(part.text);
    } else {
      if (blank) line.stretches.back().text.append(" ");
      line.stretches.push_back(std::move(part));
    }
    blank = false;
  }
}

}  // namespace

const Font& font_of(const Fonts& fonts, Face face) {
  if (face == Face::bold) return fonts.bold;
  return face == Face::mono ? fonts.mono : fonts.regular;
}

std::string with_plain_blanks(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const bool glued = text.substr(i, no_break_space.size()) == no_break_space;
    plain += glued ? ' ' : text[i];
    i += glued ? no_break_space.size() : 1;
  }
  return plain;
}

std::optional<std::vector<TextLine>> break_lines(const Passage& passage, const FieldValues& values,
                                                 const TextStyle& style, double width_mm, const Fonts& fonts) {
  std::vector<TextLine> lines(1);
  double used = 0;
  for (Word& word : words_of(passage, values)) {
    const double width = width_of(word, style, fonts);
    if (width > width_mm) return std::nullopt;
    const TextLine& line = lines.back();
    const double blank =
        line.stretches.empty() ? 0 : font_for(line.stretches.back(), style, fonts).width(" ", style.points);
    if (used + blank + width > width_mm) {
      lines.emplace_back();
      used = width;
    } else {
      used += blank + width;
    }
    append(lines.back(), std::move(word));
  }
  return lines;
}

void put_line(Sheet& sheet, const TextLine& line, const TextStyle& style, Point at, const Fonts& fonts) {
  for (const auto& stretch : line.stretches) {
    const Face face = stretch.strong ? Face::bold : style.face;
    sheet.texts.push_back({at, face, style.points, style.ink, stretch.text, false});
    at.x += font_of(fonts, face).width(stretch.text, style.points);
  }
}

std::optional<std::vector<std::string>> break_text(std::string_view text, const Font& font, double points,
                                                   double width_mm) {
  std::vector<std::string> lines;
  double used = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t blank = std::min(text.find(' ', from), text.size());
    const std::string word = with_plain_blanks(text.substr(from, blank - from));
    from = blank + 1;
    if (word.empty()) continue;
    const double width = font.width(word, points);
    if (width > width_mm) return std::nullopt;
    const double joined = used + font.width(" ", points) + width;
    if (lines.empty() || joined > width_mm) {
      lines.push_back(word);
      used = width;
    } else {
      lines.back().append(" ").append(word);
      used = joined;
    }
  }
  return lines;
}

void put_text(Sheet& sheet, std::string_view text, const TextStyle& style, Point at) {
  sheet.texts.push_back({at, style.face, style.points, style.ink, std::string(text), false});
}

}  // namespace postproof::letters
