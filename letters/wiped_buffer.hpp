#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"

namespace postproof::letters {

/// Bytes that grow and may hold secrets: what is left behind when they grow, are cleared or die is wiped. For one
/// thread.
class WipedBuffer {
 public:
  WipedBuffer() = default;
  ~WipedBuffer();
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;

  std::size_t size() const { return size_; }
  ByteView view() const { return ByteView(bytes_).first(size_); }

  void append(std::string_view text) { append(bytes_of(text)); }
  void append(ByteView bytes);

  /// Room for `most` more bytes, to be written from the pointer on; then tell how many there are.
  std::uint8_t* room(std::size_t most) {
    if (bytes_.size() - size_ < most) grow(most);
    return bytes_.data() + size_;
  }
  void wrote(std::size_t count) { size_ += count; }

  /// Empty again; keeps its memory.
  void clear();
  /// The bytes, given away; empty afterwards.
  Bytes take();

 private:
  /// Half as much again each time: old and new together are at most two and a half times the content.
  void grow(std::size_t more);

  Bytes bytes_;
  std::size_t size_ = 0;
};

}  // namespace postproof::letters
