#pragma once

#include <memory>

#include "codegen/sha256.hpp"
#include "core/secret.hpp"

namespace postproof::codegen {

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) under one key, keyed once and used for any number of messages: some five times
/// faster than keying for each. The library's state that holds the key is wiped when the object goes. Movable; one
/// object per thread.
class Mac {
 public:
  /// `key` has at least one byte; it may go after the call.
  explicit Mac(const Secret& key);
  Mac(Mac&&) noexcept;
  Mac& operator=(Mac&&) noexcept;
  ~Mac();

  /// Appends bytes as they are.
  Mac& add(ByteView part);
  /// Appends the length of `field` (4 bytes, big-endian) and the field, so that no two lists of fields read the same.
  /// At most 2^32 - 1 bytes.
  Mac& add_field(ByteView field);
  /// The MAC of all that was added since the start or the last finish(); the next message may follow.
  Digest finish();
  /// The MAC of one message, given whole. Nothing may have been added before.
  Digest of(ByteView message);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postproof::codegen
