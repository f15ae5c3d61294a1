#pragma once

#include <cstdint>
#include <span>

namespace postproof {

/// Where random bytes come from. The system's implementation is a cryptographic source; tests use a seeded one.
class Entropy {
 public:
  virtual ~Entropy() = default;
  /// Fills all of `out`. Never fails: a system without randomness stops the process. Any thread.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace postproof
