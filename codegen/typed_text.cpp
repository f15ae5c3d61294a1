#include "codegen/typed_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace postproof::codegen {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array separators{
    Range{0x0009, 0x0009},    // tab
    Range{0x0020, 0x0020},    // space
    Range{0x002D, 0x002D},    // hyphen-minus
    Range{0x00A0, 0x00A0},    // no-break space
    Range{0x00AD, 0x00AD},    // soft hyphen
    Range{0x058A, 0x058A},    // Armenian hyphen
    Range{0x05BE, 0x05BE},    // Hebrew maqaf
    Range{0x1400, 0x1400},    // Canadian syllabics hyphen
    Range{0x1680, 0x1680},    // Ogham space mark
    Range{0x1806, 0x1806},    // Mongolian todo soft hyphen
    Range{0x2000, 0x200A},    // en quad to hair space
    Range{0x2010, 0x2015},    // hyphen, no-break hyphen, figure dash, en dash, em dash, horizontal bar
    Range{0x202F, 0x202F},    // narrow no-break space
    Range{0x2053, 0x2053},    // swung dash
    Range{0x205F, 0x205F},    // medium mathematical space
    Range{0x207B, 0x207B},    // superscript minus
    Range{0x208B, 0x208B},    // subscript minus
    Range{0x2212, 0x2212},    // minus sign
    Range{0x2E17, 0x2E17},    // double oblique hyphen
    Range{0x2E1A, 0x2E1A},    // hyphen with diaeresis
    Range{0x2E3A, 0x2E3B},    // two-em and three-em dash
    Range{0x2E40, 0x2E40},    // double hyphen
    Range{0x2E5D, 0x2E5D},    // oblique hyphen
    Range{0x3000, 0x3000},    // ideographic space
    Range{0x301C, 0x301C},    // wave dash
    Range{0x3030, 0x3030},    // wavy dash
    Range{0x30A0, 0x30A0},    // Katakana-Hiragana double hyphen
    Range{0xFE31, 0xFE32},    // vertical forms of em and en dash
    Range{0xFE58, 0xFE58},    // small em dash
    Range{0xFE63, 0xFE63},    // small hyphen-minus
    Range{0xFF0D, 0xFF0D},    // full-width hyphen-minus
    Range{0x10EAD, 0x10EAD},  // Yezidi hyphenation mark
};

/// What a first byte of UTF-8 promises: how many bytes follow, its own bits, and the range of the second byte.
struct Lead {
  std::size_t more;
  std::uint8_t bits;
  std::uint8_t second_from;
  std::uint8_t second_to;
};

std::optional<Lead> lead_of(std::uint8_t byte) {
  const auto low = [byte](unsigned mask) { return static_cast<std::uint8_t>(byte & mask); };
  if (byte <= 0x7F) return Lead{0, byte, 0, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return Lead{1, low(0x1FU), 0x80, 0xBF};
  if (byte == 0xE0) return Lead{2, low(0x0FU), 0xA0, 0xBF};
  if (byte == 0xED) return Lead{2, low(0x0FU), 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return Lead{2, low(0x0FU), 0x80, 0xBF};
  if (byte == 0xF0) return Lead{3, low(0x07U), 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return Lead{3, low(0x07U), 0x80, 0xBF};
  if (byte == 0xF4) return Lead{3, low(0x07U), 0x80, 0x8F};
  return std::nullopt;
}

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& rest) {
  const std::optional<Lead> lead = lead_of(static_cast<std::uint8_t>(rest.front()));
  if (!lead || rest.size() <= lead->more) return std::nullopt;
  char32_t point = lead->bits;
  for (std::size_t i = 1; i <= lead->more; ++i) {
    const auto byte = static_cast<std::uint8_t>(rest[i]);
    const std::uint8_t from = i == 1 ? lead->second_from : 0x80;
    const std::uint8_t to = i == 1 ? lead->second_to : 0xBF;
    if (byte < from || byte > to) return std::nullopt;
    point = (point << 6U) | (byte & 0x3FU);
  }
  rest.remove_prefix(lead->more + 1);
  return point;
}

bool is_code_separator(char32_t c) {
  return std::ranges::any_of(separators, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

}  // namespace postproof::codegen
