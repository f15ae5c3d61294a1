#include "core/secret.hpp"

#include <utility>

#include <string.h>  // explicit_bzero is not in <cstring>

namespace postproof {

void wipe(std::span<std::uint8_t> bytes) {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

Secret::Secret(Bytes&& bytes) : bytes_(std::move(bytes)) { bytes.clear(); }

Secret::Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}

Secret::Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

Secret::~Secret() { wipe(bytes_); }

Secret Secret::clone() const { return Secret(Bytes(bytes_)); }

bool equal_in_constant_time(ByteView a, ByteView b) {
  if (a.size() != b.size()) return false;
  volatile std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = static_cast<std::uint8_t>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

bool equal_in_constant_time(const Secret& a, const Secret& b) {
  return equal_in_constant_time(ByteView{a.bytes_}, ByteView{b.bytes_});
}

}  // namespace postproof
