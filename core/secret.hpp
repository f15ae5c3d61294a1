#pragma once

#include <iosfwd>
#include <string_view>

#include "core/bytes.hpp"

namespace postproof {

/// Bytes that must not be seen: keys, codes, tokens, passwords. Wipes itself when destroyed or moved from, has no
/// way to be printed, logged or formatted, and compares in constant time only. Movable; a copy must be asked for.
class Secret {
 public:
  Secret() = default;
  /// Takes the bytes over; the source vector is wiped and left empty.
  explicit Secret(Bytes&& bytes);
  explicit Secret(std::string_view text);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// The bytes, borrowed, for the one place that needs them.
  ByteView expose() const { return bytes_; }
  std::string_view expose_text() const { return text_of(bytes_); }
  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  Secret clone() const;

  /// Equal length and bytes; the time depends on the lengths alone.
  friend bool equal_in_constant_time(const Secret& a, const Secret& b);

 private:
  Bytes bytes_;
};

/// The same comparison for bytes that are not secrets by type (digests, MACs).
bool equal_in_constant_time(ByteView a, ByteView b);

/// Overwrites the bytes in a way the compiler may not drop.
void wipe(std::span<std::uint8_t> bytes);

bool operator==(const Secret&, const Secret&) = delete;
template <class Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

}  // namespace postproof
