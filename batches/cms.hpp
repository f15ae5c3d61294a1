#pragma once

#include <memory>
#include <string_view>

#include "batches/certificate.hpp"
#include "batches/manifest_signer.hpp"
#include "core/bytes.hpp"
#include "core/secret.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace postproof::batches {

/// CMS AuthEnvelopedData (RFC 5083) of binary content in DER: AES-256-GCM (RFC 5084) with a fresh content key and nonce
/// of OpenSSL's generator; the key goes to the recipient by RSAES-OAEP with SHA-256 (RFC 3560) or by ephemeral-static
/// ECDH with the SHA-256 KDF and AES-256 key wrap (RFC 5753). Content may be empty and has at most 2^30 bytes
/// (file_invalid). The certificate must have passed check_recipient_key. Any thread.
Result<Bytes> encrypt(const Certificate& recipient, ByteView plaintext);

/// Whether `signature` is a detached CMS SignedData (RFC 5652; DER or BER, at most 256 KiB) over `content` with exactly
/// one signer, which is `certificate`, and a digest of the SHA-2 family. Only this certificate counts: none inside the
/// signature is used, no chain is built and its dates are not asked, because the pin decides. file_invalid with what is
/// wrong. Any thread.
Result<void> verify_detached(ByteView content, ByteView signature, const Certificate& certificate);

/// A private key with its certificate.
class Signer final : public ManifestSigner {
 public:
  /// Key in PEM without a password, certificate in PEM; kinds as check_signing_key has them. key_unusable with what is
  /// wrong, also if they do not belong together.
  static Result<Signer> load(const Secret& key_pem, std::string_view certificate_pem);

  /// SHA-256, the certificate inside, signed attributes content type, message digest and signing time.
  Result<Bytes> sign(ByteView content, Instant now) const override;
  Result<void> verify(ByteView content, ByteView signature) const override;
  Result<void> before_sealing(Instant now) const override;
  const Certificate& certificate() const { return certificate_; }

 private:
  Signer(std::shared_ptr<evp_pkey_st> key, Certificate certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}
  std::shared_ptr<evp_pkey_st> key_;
  Certificate certificate_;
};

}  // namespace postproof::batches
