#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postproof {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, borrowed: valid as long as the text.
inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The same bytes seen as characters, borrowed; no promise that they are UTF-8.
inline std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Lower-case hexadecimal, two characters a byte.
std::string to_hex(ByteView bytes);

/// Reads lower- or upper-case hexadecimal; false (and `out` empty) if the length is odd or a character is foreign.
bool from_hex(std::string_view hex, Bytes& out);

}  // namespace postproof
