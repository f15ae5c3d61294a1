#pragma once

#include <cstddef>
#include <string_view>

namespace postproof::letters {

/// What next_character gives for bytes that are no UTF-8; above every code point.
inline constexpr char32_t broken_character = 0xFFFFFFFF;

/// next_character for any sequence; the common ones are read in place.
char32_t next_rare_character(std::string_view utf8, std::size_t& at);

/// The character of `utf8` at `at` (below its size); `at` moves behind it. Broken bytes are passed over.
inline char32_t next_character(std::string_view utf8, std::size_t& at) {
  const auto first = static_cast<unsigned char>(utf8[at]);
  if (first < 0x80) {
    ++at;
    return first;
  }
  if (first >= 0xC2 && first < 0xE0 && utf8.size() - at > 1) {
    const auto second = static_cast<unsigned char>(utf8[at + 1]);
    if ((second & 0xC0U) == 0x80U) {
      at += 2;
      return static_cast<char32_t>((first & 0x1FU) << 6U | (second & 0x3FU));
    }
  }
  return next_rare_character(utf8, at);
}

}  // namespace postproof::letters
