#pragma once

#include <string>

#include "core/bytes.hpp"

namespace postproof::postsim {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256_hex(ByteView bytes);

/// True for 64 lower-case hexadecimal digits.
bool is_sha256_hex(std::string_view text);

}  // namespace postproof::postsim
