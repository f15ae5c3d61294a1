#include "api/entity_tag.hpp"

#include <array>
#include <memory>

#include <openssl/evp.h>

#include "api/ascii.hpp"
#include "core/bytes.hpp"
#include "core/ensure.hpp"

namespace postproof::api {

namespace {

/// Looked up once: that takes as long as hashing an answer.
const EVP_MD* algorithm() {
  struct Free {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
  };
  static const std::unique_ptr<EVP_MD, Free> fetched{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  ensure(fetched != nullptr, "the library knows SHA-256");
  return fetched.get();
}

}  // namespace

std::string entity_tag(std::string_view body) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  ensure(EVP_Digest(body.data(), body.size(), digest.data(), nullptr, algorithm(), nullptr) == 1, "SHA-256 hashes");
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
