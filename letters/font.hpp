#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

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

  /// Width of a line of text in millimetres at `points`. Characters without a glyph count as nothing.
  double width(std::string_view utf8, double points) const;

 private:
  static constexpr std::uint16_t no_glyph = 0xFFFF;

  Font() = default;

  Bytes file_;
  double units_per_em_ = 1000;
  std::vector<std::uint16_t> advances_;  // by code point, font units
};

/// The faces of a letter.
struct Fonts {
  Font regular;
  Font bold;
  Font mono;  ///< for the code: tells 0 from O and 1 from l
};

}  // namespace postproof::letters
