#include "api/entity_tag.hpp"

#include <array>

#include <openssl/sha.h>

#include "api/ascii.hpp"
#include "core/bytes.hpp"

namespace postproof::api {

std::string entity_tag(std::string_view body) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const std::uint8_t*>(body.data()), body.size(), digest.data());
  return "\"" + to_hex(ByteView(digest).first(16)) + "\"";
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    std::string_view element = trimmed(take_until(if_none_match, ','));
    if (element.starts_with("W/")) element.remove_prefix(2);
    if (element == "*" || element == tag) return true;
  }
  return false;
}

}  // namespace postproof::api
