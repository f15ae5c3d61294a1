#pragma once

#include <memory>

#include "core/bytes.hpp"

struct libdeflate_compressor;

namespace postproof::letters {

/// Compresses streams of a PDF one after the other with one reused state (zlib format, RFC 1950, as FlateDecode wants).
/// For one thread. Equal input gives equal output. Its buffer is wiped in the end.
class Deflater {
 public:
  /// `level` 1 (fast) to 12 (small).
  explicit Deflater(int level);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// The compressed bytes, valid until the next call. Out of memory ends the process, as everywhere.
  ByteView compress(ByteView plain);

 private:
  struct Free {
    void operator()(libdeflate_compressor* state) const;
  };
  std::unique_ptr<libdeflate_compressor, Free> state_;
  Bytes buffer_;
};

}  // namespace postproof::letters
