#pragma once

#include <cstddef>
#include <string_view>

namespace postproof::letters {

/// What next_character gives for bytes that are no UTF-8; above every code point.
inline constexpr char32_t broken_character = 0xFFFFFFFF;

/// The character of `utf8` at `at` (below its size); `at` moves behind it. Broken bytes are passed over.
char32_t next_character(std::string_view utf8, std::size_t& at);

}  // namespace postproof::letters
