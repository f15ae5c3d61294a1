#include "postsim/digest.hpp"

#include <array>

#include <openssl/evp.h>

#include "core/ensure.hpp"

namespace postproof::postsim {

std::string sha256_hex(ByteView bytes) {
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  ensure(done == 1 && length == digest.size(), "SHA-256 is available");
  return to_hex(digest);
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace postproof::postsim
