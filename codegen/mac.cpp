#include "codegen/mac.hpp"

#include <limits>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "core/ensure.hpp"

namespace postproof::codegen {

struct Mac::State {
  struct FreeMac {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  };
  struct FreeContext {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC, FreeMac> algorithm{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  std::unique_ptr<EVP_MAC_CTX, FreeContext> context;
};

Mac::Mac(const Secret& key) : state_(std::make_unique<State>()) {
  ensure(!key.empty(), "a MAC has a key");
  ensure(state_->algorithm != nullptr, "the library knows HMAC");
  state_->context.reset(EVP_MAC_CTX_new(state_->algorithm.get()));
  ensure(state_->context != nullptr, "a MAC context can be made");
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  ensure(EVP_MAC_init(state_->context.get(), key.expose().data(), key.size(), parameters) == 1, "HMAC takes the key");
}

Mac::Mac(Mac&&) noexcept = default;
Mac& Mac::operator=(Mac&&) noexcept = default;
Mac::~Mac() = default;

Mac& Mac::add(ByteView part) {
  ensure(state_ != nullptr, "a MAC that was moved away is not used");
  ensure(EVP_MAC_update(state_->context.get(), part.data(), part.size()) == 1, "HMAC takes bytes");
  return *this;
}

Mac& Mac::add_field(ByteView field) {
  ensure(field.size() <= std::numeric_limits<std::uint32_t>::max(), "the length of a field fits four bytes");
  const std::array<std::uint8_t, 4> length{
      static_cast<std::uint8_t>(field.size() >> 24U), static_cast<std::uint8_t>(field.size() >> 16U),
      static_cast<std::uint8_t>(field.size() >> 8U), static_cast<std::uint8_t>(field.size())};
  return add(length).add(field);
}

Digest Mac::finish() {
  ensure(state_ != nullptr, "a MAC that was moved away is not used");
  Digest digest{};
  std::size_t size = 0;
  ensure(EVP_MAC_final(state_->context.get(), digest.data(), &size, digest.size()) == 1, "HMAC ends");
  ensure(size == digest.size(), "an HMAC-SHA-256 has 32 bytes");
  ensure(EVP_MAC_init(state_->context.get(), nullptr, 0, nullptr) == 1, "HMAC starts again under the same key");
  return digest;
}

Digest Mac::of(ByteView message) { return add(message).finish(); }

}  // namespace postproof::codegen
