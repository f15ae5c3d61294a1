#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/digest.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"

struct x509_st;  // OpenSSL's X509

namespace postproof::batches {

/// SHA-256 written as 64 hexadecimal digits in any case, with colons between bytes or without. Nothing for other texts.
std::optional<Digest> parse_fingerprint(std::string_view text);

/// An X.509 certificate (RFC 5280) in memory. A value; copies share what cannot change. Any thread.
class Certificate {
 public:
  /// The first certificate in a PEM text of at most 64 KiB; key_unusable if there is none.
  static Result<Certificate> of_pem(std::string_view pem);
  /// The same, and it must be the one whose DER has this SHA-256; key_unusable naming both fingerprints otherwise.
  static Result<Certificate> pinned(std::string_view pem, const Digest& fingerprint);

  const Digest& sha256() const { return sha256_; }
  /// First and last second of its validity.
  Instant valid_from() const { return valid_from_; }
  Instant valid_through() const { return valid_through_; }
  /// The certificate alone, in PEM.
  std::string pem() const;
  x509_st* x509() const { return x509_.get(); }

 private:
  Certificate() = default;
  std::shared_ptr<x509_st> x509_;
  Digest sha256_{};
  Instant valid_from_{};
  Instant valid_through_{};
};

/// key_unusable if `now` is before the first or after the last second of validity.
Result<void> check_validity(const Certificate& certificate, Instant now);

/// Whether letters may be encrypted for it: an RSA key of 2048 to 8192 bits or an EC key on P-256, P-384 or P-521, and
/// a key usage, if it has one, with keyEncipherment (RSA) or keyAgreement (EC). key_unusable otherwise.
Result<void> check_recipient_key(const Certificate& certificate);

/// Whether it may sign: key as above, and a key usage, if it has one, with digitalSignature or nonRepudiation.
Result<void> check_signing_key(const Certificate& certificate);

}  // namespace postproof::batches
