#include "api/input_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace postproof::api {

namespace {

constexpr std::size_t first_size = 2048;  // a usual request fits

}  // namespace

std::span<std::uint8_t> InputBuffer::prepare() {
  const std::size_t held = end_ - begin_;
  if (end_ == bytes_.size() && begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, held);
    wipe(std::span(bytes_).subspan(held));
    begin_ = 0;
    end_ = held;
  }
  if (end_ == bytes_.size()) bytes_.resize(std::min(most_, std::max(first_size, bytes_.size() * 2)));
  return std::span(bytes_).subspan(end_);
}

void InputBuffer::consume(std::size_t count) {
  wipe(std::span(bytes_).subspan(begin_, count));
  begin_ += count;
  if (begin_ == end_) begin_ = end_ = 0;
}

}  // namespace postproof::api
