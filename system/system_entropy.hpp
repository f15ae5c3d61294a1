#pragma once

#include "core/entropy.hpp"

namespace postproof::system {

/// The kernel's cryptographic source (getrandom(2), waiting at boot until it is seeded). Keeps no unused bytes. Any
/// thread.
class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace postproof::system
