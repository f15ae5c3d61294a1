#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "core/bytes.hpp"

namespace postproof::codegen {

/// 256 bits of SHA-256 or of HMAC-SHA-256.
using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of a message that arrives in parts. Movable; one object per thread.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  Sha256& update(ByteView part);
  /// The digest of all parts since the start or the last finish(); the next message may follow.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of one message. Any thread.
Digest sha256(ByteView message);

}  // namespace postproof::codegen
