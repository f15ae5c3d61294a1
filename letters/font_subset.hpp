#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "letters/font.hpp"

namespace postproof::letters {

/// A part of a font, to be embedded. Glyphs keep their numbers. Measures in thousandths of the em, as a font descriptor
/// wants them (ISO 32000-1, table 122).
struct FontSubset {
  std::string name;  ///< with its tag: "POSTAA+PTSans-Regular"
  Bytes file;        ///< TrueType
  int ascent = 0;
  int descent = 0;
  int capital_height = 0;
  unsigned flags = 0;
  std::array<int, 4> box{};  ///< left, bottom, right, top
};

/// The subset of a font with these characters; those the font lacks are passed over. libharu makes it. internal_error
/// with the library's number if it fails.
Result<FontSubset> make_font_subset(const Font& font, std::u16string_view characters, std::string_view subset_tag);

}  // namespace postproof::letters
