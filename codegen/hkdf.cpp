#include "codegen/hkdf.hpp"

#include <array>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "core/ensure.hpp"

namespace postproof::codegen {

namespace {

struct FreeKdf {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
};
struct FreeContext {
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

/// The library's parameters are not const, but it only reads them here.
OSSL_PARAM octets(const char* name, ByteView bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

Secret hkdf_sha256(const Secret& root, ByteView salt, std::string_view info, std::size_t length) {
  ensure(!root.empty(), "a key is derived from something");
  ensure(length >= 1 && length <= 255 * std::size_t{32}, "HKDF-SHA-256 gives 1 to 8160 bytes");
  ensure(info.size() <= 1024, "the info has at most 1024 bytes");
  const std::unique_ptr<EVP_KDF, FreeKdf> kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
  ensure(kdf != nullptr, "the library knows HKDF");
  const std::unique_ptr<EVP_KDF_CTX, FreeContext> context{EVP_KDF_CTX_new(kdf.get())};
  ensure(context != nullptr, "a key derivation context can be made");

  char digest[] = "SHA256";
  std::array<OSSL_PARAM, 5> parameters;
  std::size_t count = 0;
  parameters[count++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
  parameters[count++] = octets(OSSL_KDF_PARAM_KEY, root.expose());
  if (!salt.empty()) parameters[count++] = octets(OSSL_KDF_PARAM_SALT, salt);
  if (!info.empty()) parameters[count++] = octets(OSSL_KDF_PARAM_INFO, bytes_of(info));
  parameters[count] = OSSL_PARAM_construct_end();

  Bytes derived(length);
  ensure(EVP_KDF_derive(context.get(), derived.data(), derived.size(), parameters.data()) == 1, "HKDF gives a key");
  return Secret{std::move(derived)};
}

}  // namespace postproof::codegen
