#pragma once

#include "codegen/code_form.hpp"
#include "codegen/mac.hpp"
#include "core/ids.hpp"

namespace postproof::codegen {

/// The size of the nonce that makes a letter's code unrepeatable once it is erased.
inline constexpr std::size_t nonce_bytes = 16;

/// The canonical code of a letter. `issuing` is keyed for Purpose::issue_code; `nonce` has nonce_bytes. The bytes that
/// the form draws from are, with every field length-prefixed (see Mac::add_field),
///
///     HMAC(letter id, nonce), then HMAC(letter id, nonce, 4-byte big-endian 1), HMAC(letter id, nonce, 2) ...
///
/// The same inputs give the same code.
Secret make_code(Mac& issuing, const LetterId& letter, ByteView nonce, const CodeForm& form);

/// What is kept of a code for checking: HMAC(letter id, account id, canonical code), every field length-prefixed.
/// `checking` is keyed for Purpose::check_code.
Digest code_digest(Mac& checking, const LetterId& letter, const AccountId& account, const Secret& canonical);

/// Whether `stored` is the digest of this code of this letter and account. The time does not depend on where they
/// differ. A stored digest of another length than 32 matches nothing.
bool matches(Mac& checking, const LetterId& letter, const AccountId& account, const Secret& canonical, ByteView stored);

}  // namespace postproof::codegen
