#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"

struct zip;  // of libzip

namespace postproof::batches {

/// A file that is to be zipped. `next` gives more of it, and an empty text at its end; it is called when the files
/// before it are written, and not again after its end.
struct ZipItem {
  std::string name;  ///< ASCII
  std::function<Result<std::string>()> next;
};

/// A ZIP archive in memory (PKWARE APPNOTE 6.3: deflate, no ZIP64, no comments): the items in order, dated midnight of
/// `date` (1980 to 2107). Items are deflated as they come. The same contents give the same bytes, however they are cut.
/// Errors: that of `next`; internal_error with the library's words, also for an item of 4 GiB or more.
Result<Bytes> write_zip(const std::vector<ZipItem>& items, Date date);

/// A ZIP archive from outside, borrowed: it must outlive the reader. For one thread.
class ZipReader {
 public:
  /// file_invalid for what is no sound archive or has more than `most_files`.
  static Result<ZipReader> open(ByteView archive, std::size_t most_files);

  const std::vector<std::string>& names() const { return names_; }

  /// Inflates the `at`-th file and gives it piece by piece to `take`. file_invalid if it is encrypted, of another
  /// method than stored or deflated, damaged, or comes to more than `most_bytes`; otherwise the error of `take`.
  using Take = std::function<Result<void>(std::string_view piece)>;
  Result<void> read(std::size_t at, std::uint64_t most_bytes, const Take& take);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  ZipReader() = default;

  std::unique_ptr<zip, Close> archive_;
  std::vector<std::string> names_;
};

}  // namespace postproof::batches
