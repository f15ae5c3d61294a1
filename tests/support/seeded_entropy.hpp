#pragma once

#include <mutex>
#include <random>

#include "core/entropy.hpp"

namespace postproof::test {

/// The same "random" bytes for the same seed. Any thread.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : generator_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    const std::lock_guard guard(mutex_);
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(generator_());
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 generator_;
};

}  // namespace postproof::test
