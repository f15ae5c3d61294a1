#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/secret.hpp"

namespace postproof::api {

/// An allocator that overwrites what it gives back, for containers through which tokens and typed codes pass.
template <class T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) {}  // NOLINT(google-explicit-constructor): allocators convert

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) {
    wipe({reinterpret_cast<std::uint8_t*>(memory), count * sizeof(T)});
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

using WipingVector = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

}  // namespace postproof::api
