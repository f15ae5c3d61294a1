#pragma once

#include <string>
#include <string_view>

#include "core/entropy.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::batches {

/// A private key and a certificate that it signed for itself.
struct KeyAndCertificate {
  Secret key_pem;  ///< PKCS #8, not encrypted
  std::string certificate_pem;
};

enum class CertificateUse : std::uint8_t {
  signing,                 ///< digitalSignature
  signing_and_encryption,  ///< digitalSignature and keyAgreement
};

/// A fresh EC key on P-256 (from OpenSSL's generator) and its certificate: X.509 v3, not a CA, `common_name` as its
/// whole name, a serial number of 127 random bits, valid from 2020-01-01 through 2049-12-31, so that any clock of
/// service or demo lies inside.
KeyAndCertificate make_self_signed(std::string_view common_name, CertificateUse use, Entropy& entropy);

}  // namespace postproof::batches
