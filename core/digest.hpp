#pragma once

#include <array>
#include <cstdint>

namespace postproof {

/// 256 bits of SHA-256 or of HMAC-SHA-256.
using Digest = std::array<std::uint8_t, 32>;

}  // namespace postproof
