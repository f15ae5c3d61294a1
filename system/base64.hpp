#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace postproof::system {

/// Reads base64 (RFC 4648, 4), with or without its padding and without line ends. Nothing for any other character, a
/// length that cannot be, or leftover bits that are not zero.
std::optional<Bytes> from_base64(std::string_view text);

/// Base64 with padding, on one line.
std::string to_base64(ByteView bytes);

}  // namespace postproof::system
