#pragma once

#include <span>
#include <string_view>

#include "api/wiping_allocator.hpp"

namespace postproof::api {

/// The bytes a peer has sent and nobody has used yet. Never holds more than `most` bytes; what was used is
/// overwritten. One thread.
class InputBuffer {
 public:
  explicit InputBuffer(std::size_t most) : most_(most) {}

  /// Valid until the next prepare() or consume().
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()) + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  /// Room for more bytes after those held; empty if there are `most` already.
  std::span<std::uint8_t> prepare();
  /// The first `count` bytes of the prepared room are filled.
  void commit(std::size_t count) { end_ += count; }
  /// Drops the first `count` bytes, which are held.
  void consume(std::size_t count);

 private:
  std::size_t most_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  WipingVector bytes_;
};

}  // namespace postproof::api
