#include "letters/wiped_buffer.hpp"

#include <algorithm>
#include <utility>

#include "core/secret.hpp"

namespace postproof::letters {

WipedBuffer::~WipedBuffer() { clear(); }

void WipedBuffer::append(ByteView bytes) {
  std::copy(bytes.begin(), bytes.end(), room(bytes.size()));
  wrote(bytes.size());
}

void WipedBuffer::clear() {
  wipe(std::span(bytes_).first(size_));
  size_ = 0;
}

Bytes WipedBuffer::take() {
  bytes_.resize(size_);
  size_ = 0;
  return std::exchange(bytes_, {});
}

void WipedBuffer::grow(std::size_t more) {
  constexpr std::size_t least = 4096;
  Bytes larger(std::max(size_ + more, bytes_.size() + bytes_.size() / 2 + least));
  std::copy_n(bytes_.begin(), size_, larger.begin());
  wipe(std::span(bytes_).first(size_));
  bytes_ = std::move(larger);
}

}  // namespace postproof::letters
