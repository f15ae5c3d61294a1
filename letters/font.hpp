#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "letters/area.hpp"
#include "letters/characters.hpp"

namespace postproof::letters {

/// What layout must know of a TrueType font: which characters it has and how wide they are. Keeps the file, which is
/// embedded later. Only the Basic Multilingual Plane counts, because the PDF library prints nothing else. Immutable;
/// any thread.
class Font {
 public:
  /// Reads the tables head, hhea, maxp, hmtx and cmap (OpenType specification 1.9; cmap format 4 of platform 3,
  /// encoding 1, the one the PDF library reads too). `name` is how errors call the file. file_invalid for any offset,
  /// length or count that leaves the file, and for a font without that cmap.
  static Result<Font> parse(Bytes file, std::string name);

  const Bytes& file() const { return file_; }

  /// True if the font draws this character by a glyph of its own.
  bool has(char32_t character) const { return character < advances_.size() && advances_[character] != no_glyph; }

  /// The first character of `utf8` that the font lacks; 0 if it has all. Broken UTF-8 counts as missing.
  char32_t first_missing(std::string_view utf8) const;

  /// Width of a text in the font's own units. Characters without a glyph count as nothing. Widths add up: there is no
  /// kerning.
  std::uint64_t units(std::string_view utf8) const {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < utf8.size();) {
      const char32_t character = next_character(utf8, at);
      if (has(character)) sum += advances_[character];
    }
    return sum;
  }

  /// Millimetres of so many units at `points`.
  double width_of(std::uint64_t units, double points) const {
    return static_cast<double>(units) / units_per_em_ * points * mm_per_point;
  }

  /// Width of a line of text in millimetres at `points`.
  double width(std::string_view utf8, double points) const { return width_of(units(utf8), points); }

  /// The glyph of a character, and its advance in thousandths of the em (ISO 32000-1, 9.7.4.3); the font must have it.
  std::uint16_t glyph(char32_t character) const { return glyphs_[character]; }
  int thousandths(char32_t character) const {
    return static_cast<int>(std::lround(advances_[character] * 1000.0 / units_per_em_));
  }

  /// True if all ten digits are there and equally wide, so that numbers of one length are.
  bool has_even_digits() const;

 private:
  static constexpr std::uint16_t no_glyph = 0xFFFF;

  Font() = default;

  Bytes file_;
  double units_per_em_ = 1000;
  std::vector<std::uint16_t> advances_;  // by code point, font units
  std::vector<std::uint16_t> glyphs_;    // by code point
};

/// The faces of a letter.
struct Fonts {
  Font regular;
  Font bold;
  Font mono;  ///< for the code: tells 0 from O and 1 from l
};

}  // namespace postproof::letters
