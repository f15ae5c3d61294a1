#include "letters/deflater.hpp"

#include <libdeflate.h>

#include "core/ensure.hpp"
#include "core/secret.hpp"

namespace postproof::letters {

void Deflater::Free::operator()(libdeflate_compressor* state) const { libdeflate_free_compressor(state); }

Deflater::Deflater(int level) : state_(libdeflate_alloc_compressor(level)) {
  ensure(state_ != nullptr, "there is memory for a compressor of a known level");
}

Deflater::~Deflater() { wipe(buffer_); }

ByteView Deflater::compress(ByteView plain) {
  const std::size_t most = libdeflate_zlib_compress_bound(state_.get(), plain.size());
  if (buffer_.size() < most) {
    wipe(buffer_);
    buffer_ = Bytes(most);
  }
  const std::size_t size =
      libdeflate_zlib_compress(state_.get(), plain.data(), plain.size(), buffer_.data(), buffer_.size());
  ensure(size != 0, "the bound leaves room for every input");
  return ByteView(buffer_).first(size);
}

}  // namespace postproof::letters
