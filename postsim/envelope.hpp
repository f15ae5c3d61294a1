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

}  // namespace postproof::postsim
