#pragma once

#include <string>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace postproof::postsim {

/// Opens CMS AuthEnvelopedData or EnvelopedData (RFC 5083, RFC 5652; DER) with a private key in PEM without password.
/// key_unusable if the key cannot be read, file_invalid if the envelope is none, was changed or is for another key.
Result<Bytes> open_envelope(ByteView der, std::string_view key_pem);

/// A detached CMS signature (DER, SHA-256, certificate included) over the bytes. key_unusable if key and certificate
/// (both PEM) cannot be read or do not fit together.
Result<Bytes> sign_detached(ByteView bytes, std::string_view key_pem, std::string_view certificate_pem);

/// Whether this is a detached CMS signature of the bytes by exactly this certificate (PEM); no chain and no dates are
/// looked at. file_invalid if it is not, key_unusable if the certificate cannot be read.
Result<void> verify_detached(ByteView bytes, ByteView signature, std::string_view certificate_pem);

/// SHA-256 of a certificate's DER, lower-case hexadecimal; key_unusable if the PEM holds none.
Result<std::string> certificate_sha256(std::string_view certificate_pem);

}  // namespace postproof::postsim
