#include "letters/characters.hpp"

#include <cstdint>

#include <unicode/utf8.h>

namespace postproof::letters {

// ICU's macro narrows on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

char32_t next_rare_character(std::string_view utf8, std::size_t& at) {
  UChar32 character = 0;
  U8_NEXT(utf8.data(), at, utf8.size(), character);
  return character < 0 ? broken_character : static_cast<char32_t>(character);
}

#pragma GCC diagnostic pop

}  // namespace postproof::letters
