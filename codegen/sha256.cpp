#include "codegen/sha256.hpp"

#include <openssl/evp.h>

#include "core/ensure.hpp"

namespace postproof::codegen {

namespace {

/// The algorithm, looked up once: each look-up in the library's tables costs as much as hashing some hundred bytes.
const EVP_MD* algorithm() {
  struct Free {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
  };
  static const std::unique_ptr<EVP_MD, Free> fetched{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  ensure(fetched != nullptr, "the library knows SHA-256");
  return fetched.get();
}

}  // namespace

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  ensure(state_->context != nullptr, "a digest context can be made");
  ensure(EVP_DigestInit_ex2(state_->context.get(), algorithm(), nullptr) == 1, "SHA-256 starts");
}

Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(ByteView part) {
  ensure(state_ != nullptr, "a digest that was moved away is not used");
  ensure(EVP_DigestUpdate(state_->context.get(), part.data(), part.size()) == 1, "SHA-256 takes bytes");
  return *this;
}

Digest Sha256::finish() {
  ensure(state_ != nullptr, "a digest that was moved away is not used");
  Digest digest{};
  unsigned size = 0;
  ensure(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size) == 1, "SHA-256 ends");
  ensure(size == digest.size(), "a SHA-256 digest has 32 bytes");
  ensure(EVP_DigestInit_ex2(state_->context.get(), nullptr, nullptr) == 1, "SHA-256 starts again");
  return digest;
}

Digest sha256(ByteView message) { return Sha256{}.update(message).finish(); }

}  // namespace postproof::codegen
