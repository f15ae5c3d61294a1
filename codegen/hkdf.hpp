#pragma once

#include <cstddef>
#include <string_view>

#include "core/secret.hpp"

namespace postproof::codegen {

/// HKDF with SHA-256 (RFC 5869, extract then expand): `length` bytes (1 to 8160) out of `root` (not empty). `salt` may
/// be empty; `info`, at most 1024 bytes, says what the result is for: different infos give independent keys. Any
/// thread.
Secret hkdf_sha256(const Secret& root, ByteView salt, std::string_view info, std::size_t length);

}  // namespace postproof::codegen
