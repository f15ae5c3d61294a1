#include "letters/text_flow.hpp"

#include <utility>

namespace postproof::letters {

namespace {

constexpr std::string_view no_break_space = "\u00A0";

using Word = std::vector<Stretch>;

/// Adds text with its no-break spaces as plain ones.
void append_plain(std::string& to, std::string_view text) {
  for (std::size_t at = text.find(no_break_space); at != std::string_view::npos; at = text.find(no_break_space)) {
    to.append(text.substr(0, at)).append(1, ' ');
    text.remove_prefix(at + no_break_space.size());
  }
  to.append(text);
}

/// Calls sink(text, piece, begins_word) for each part of a word that is of one piece. Words are parted by U+0020 only;
/// a word may change its face in the middle.
template <class Sink>
void each_part(const Passage& passage, const FieldValues& values, Sink&& sink) {
  bool begins_word = true;
  for (const Piece& piece : passage) {
    const std::string_view text = piece.field == Field::literal ? piece.text : values.of(piece.field);
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t blank = std::min(text.find(' ', from), text.size());
      if (blank > from) {
        sink(text.substr(from, blank - from), piece, begins_word);
        begins_word = false;
      }
      if (blank < text.size()) begins_word = true;
      from = blank + 1;
    }
  }
}

/// Adds text to a line, to its last stretch where both look alike.
void append(TextLine& line, std::string_view text, bool strong, bool track_number) {
  const bool joins = !line.stretches.empty() && line.stretches.back().strong == strong &&
                     !line.stretches.back().track_number && !track_number;
  if (!joins) line.stretches.push_back({{}, strong, track_number});
  append_plain(line.stretches.back().text, text);
}

/// Adds the blank between two words; it looks like what it follows.
void append_blank(TextLine& line) {
  if (!line.stretches.empty()) append(line, " ", line.stretches.back().strong, false);
}

std::vector<Word> words_of(const Passage& passage, const FieldValues& values) {
  std::vector<Word> words;
  each_part(passage, values, [&](std::string_view text, const Piece& piece, bool begins_word) {
    if (begins_word) words.emplace_back();
    words.back().push_back({with_plain_blanks(text), piece.strong, piece.field == Field::track_number});
  });
  return words;
}

TextLine in_one_line(const Passage& passage, const FieldValues& values) {
  TextLine line;
  each_part(passage, values, [&](std::string_view text, const Piece& piece, bool begins_word) {
    if (begins_word) append_blank(line);
    append(line, text, piece.strong, piece.field == Field::track_number);
  });
  return line;
}

const Font& font_for(const Stretch& stretch, const TextStyle& style, const Fonts& fonts) {
  return stretch.strong ? fonts.bold : font_of(fonts, style.face);
}

double width_of(const std::vector<Stretch>& stretches, const TextStyle& style, const Fonts& fonts) {
  double width = 0;
  for (const auto& part : stretches) width += font_for(part, style, fonts).width(part.text, style.points);
  return width;
}

struct WordWidth {
  double word = 0;
  double blank_after = 0;
};

/// The words that begin a line, and how wide the last line is.
struct Breaks {
  std::vector<std::size_t> starts;
  double last_width = 0;
};

/// As many words on each line as go.
Breaks fill_lines(const std::vector<WordWidth>& words, double width) {
  Breaks breaks{{0}, 0};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool first = breaks.starts.back() == i;
    const double joined = first ? words[i].word : breaks.last_width + words[i - 1].blank_after + words[i].word;
    const bool fits = first || joined <= width;
    if (!fits) breaks.starts.push_back(i);
    breaks.last_width = fits ? joined : words[i].word;
  }
  return breaks;
}

/// A last line narrower than a fifth of the column gets words from the lines above: the column is narrowed, by up to a
/// fifth, as long as no line is added by it.
Breaks without_widow(const std::vector<WordWidth>& words, double width) {
  constexpr double widow_share = 0.2;
  constexpr int steps = 20;
  const Breaks natural = fill_lines(words, width);
  if (natural.starts.size() < 2 || natural.last_width >= width * widow_share) return natural;
  for (int step = 1; step <= steps; ++step) {
    Breaks narrowed = fill_lines(words, width * (1 - widow_share * step / steps));
    if (narrowed.starts.size() != natural.starts.size()) break;
    if (narrowed.last_width >= width * widow_share) return narrowed;
  }
  return natural;
}

}  // namespace

const Font& font_of(const Fonts& fonts, Face face) {
  if (face == Face::bold) return fonts.bold;
  return face == Face::mono ? fonts.mono : fonts.regular;
}

std::string with_plain_blanks(std::string_view text) {
  std::string plain;
  append_plain(plain, text);
  return plain;
}

std::optional<std::vector<TextLine>> break_lines(const Passage& passage, const FieldValues& values,
                                                 const TextStyle& style, double width_mm, const Fonts& fonts) {
  if (TextLine whole = in_one_line(passage, values); width_of(whole.stretches, style, fonts) <= width_mm) {
    std::vector<TextLine> lines;
    lines.push_back(std::move(whole));
    return lines;
  }
  const std::vector<Word> words = words_of(passage, values);
  std::vector<WordWidth> widths;
  for (const Word& word : words) {
    const double width = width_of(word, style, fonts);
    if (width > width_mm) return std::nullopt;
    widths.push_back({width, font_for(word.back(), style, fonts).width(" ", style.points)});
  }
  const Breaks breaks = without_widow(widths, width_mm);
  std::vector<TextLine> lines(1);
  for (std::size_t i = 0, next = 1; i < words.size(); ++i) {
    if (next < breaks.starts.size() && breaks.starts[next] == i) {
      lines.emplace_back();
      ++next;
    }
    append_blank(lines.back());
    for (const auto& part : words[i]) append(lines.back(), part.text, part.strong, part.track_number);
  }
  return lines;
}

void put_line(Sheet& sheet, const TextLine& line, const TextStyle& style, Point at, const Fonts& fonts) {
  place_line(line, style, at, fonts, [&](Point start, Face face, const Stretch& stretch) {
    const Gap gap = stretch.track_number ? Gap::track_number : Gap::none;
    sheet.texts.push_back({start, face, style.points, style.ink, stretch.text, false, gap});
  });
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
