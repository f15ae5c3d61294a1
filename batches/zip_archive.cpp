#include "batches/zip_archive.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include <zip.h>

namespace postproof::batches {

namespace {

constexpr zip_uint32_t fastest = 1;

struct SourceFree {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, SourceFree>;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

/// An error of the library, with what belongs to it.
struct LibraryError {
  LibraryError() { zip_error_init(&error); }
  ~LibraryError() { zip_error_fini(&error); }
  LibraryError(const LibraryError&) = delete;
  LibraryError& operator=(const LibraryError&) = delete;
  const char* words() { return zip_error_strerror(&error); }

  zip_error_t error{};
};

Error failure_of(const char* what) {
  return error(ErrorKind::internal_error, std::string("the ZIP library failed: ") + what);
}

/// One item as the library pulls it. The library owns none of it.
class Feed {
 public:
  explicit Feed(const ZipItem& item) : item_(item) {}

  const std::optional<Error>& failure() const { return failure_; }

  static zip_int64_t serve(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    Feed& feed = *static_cast<Feed*>(self);
    switch (command) {
      case ZIP_SOURCE_OPEN:
      case ZIP_SOURCE_CLOSE:
      case ZIP_SOURCE_FREE: return 0;
      case ZIP_SOURCE_READ: return feed.read(static_cast<char*>(data), length);
      case ZIP_SOURCE_STAT: return feed.stat(data, length);
      case ZIP_SOURCE_ERROR: return zip_error_to_data(&feed.error_.error, data, length);
      case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_READABLE;
      default: zip_error_set(&feed.error_.error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
  }

 private:
  zip_int64_t read(char* out, zip_uint64_t room) {
    zip_uint64_t given = 0;
    while (given < room && !at_end_) {
      if (at_ == piece_.size() && !refill()) return -1;
      const std::size_t part = std::min<std::size_t>(room - given, piece_.size() - at_);
      std::memcpy(out + given, piece_.data() + at_, part);
      at_ += part;
      given += part;
    }
    given_ += given;
    return static_cast<zip_int64_t>(given);
  }

  /// Nothing may be thrown through the library.
  bool refill() try {
    at_ = 0;
    Result<std::string> more = item_.next();
    if (more) {
      piece_ = std::move(more.value());
      at_end_ = piece_.empty();
      return true;
    }
    failure_ = more.error();
    zip_error_set(&error_.error, ZIP_ER_READ, 0);
    return false;
  } catch (const std::exception& thrown) {
    failure_ = failure_of(thrown.what());
    zip_error_set(&error_.error, ZIP_ER_READ, 0);
    return false;
  }

  /// Before its end the size is not known; a small one is claimed, because for none the library would write ZIP64
  /// fields, which old programs do not know. The headers get the true sizes.
  zip_int64_t stat(void* data, zip_uint64_t length) const {
    if (length < sizeof(zip_stat_t)) return -1;
    auto* told = static_cast<zip_stat_t*>(data);
    zip_stat_init(told);
    told->valid = ZIP_STAT_SIZE;
    told->size = at_end_ ? given_ : 1;
    return sizeof(zip_stat_t);
  }

  const ZipItem& item_;
  std::string piece_;
  std::size_t at_ = 0;
  bool at_end_ = false;
  zip_uint64_t given_ = 0;
  std::optional<Error> failure_;
  LibraryError error_;
};

/// MS-DOS form of a date: years since 1980, month, day.
zip_uint16_t dos_date(Date date) {
  const std::chrono::year_month_day day{date};
  const int years = static_cast<int>(day.year()) - 1980;
  return static_cast<zip_uint16_t>(years << 9 | static_cast<int>(static_cast<unsigned>(day.month())) << 5 |
                                   static_cast<int>(static_cast<unsigned>(day.day())));
}

Result<void> add(zip_t* archive, const std::string& name, Feed& feed, Date date) {
  zip_source_t* source = zip_source_function(archive, &Feed::serve, &feed);
  if (source == nullptr) return failure_of(zip_strerror(archive));
  const zip_int64_t at = zip_file_add(archive, name.c_str(), source, 0);
  if (at < 0) {
    zip_source_free(source);
    return failure_of(zip_strerror(archive));
  }
  const auto index = static_cast<zip_uint64_t>(at);
  constexpr zip_uint32_t owner_reads = 0100640U << 16U;
  if (zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, fastest) != 0 ||
      zip_file_set_dostime(archive, index, 0, dos_date(date), 0) != 0 ||
      zip_file_set_external_attributes(archive, index, 0, ZIP_OPSYS_UNIX, owner_reads) != 0) {
    return failure_of(zip_strerror(archive));
  }
  return success();
}

Result<Bytes> content_of(zip_source_t* written) {
  zip_stat_t told;
  zip_stat_init(&told);
  if (zip_source_stat(written, &told) != 0 || (told.valid & ZIP_STAT_SIZE) == 0 || zip_source_open(written) != 0) {
    return failure_of(zip_error_strerror(zip_source_error(written)));
  }
  Bytes bytes(told.size);
  const zip_int64_t got = zip_source_read(written, bytes.data(), bytes.size());
  zip_source_close(written);
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) return failure_of("less was read than written");
  return bytes;
}

}  // namespace

Result<Bytes> write_zip(const std::vector<ZipItem>& items, Date date) {
  std::vector<std::unique_ptr<Feed>> feeds;  // outlive the archive, which pulls them
  LibraryError failure;
  const Source target(zip_source_buffer_create(nullptr, 0, 0, &failure.error));
  if (!target) return failure_of("out of memory");
  zip_source_keep(target.get());
  std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &failure.error));
  if (!archive) {
    zip_source_free(target.get());
    return failure_of(failure.words());
  }
  for (const ZipItem& item : items) {
    feeds.push_back(std::make_unique<Feed>(item));
    PP_TRYV(add(archive.get(), item.name, *feeds.back(), date));
  }
  if (zip_close(archive.get()) != 0) {
    for (const auto& feed : feeds) {
      if (feed->failure()) return *feed->failure();
    }
    return failure_of(zip_strerror(archive.get()));
  }
  (void)archive.release();  // closing freed it
  return content_of(target.get());
}

void ZipReader::Close::operator()(zip* archive) const { zip_discard(archive); }

namespace {

Error unsound(const char* why) { return error(ErrorKind::file_invalid, std::string("no sound ZIP archive: ") + why); }

struct FileClose {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

Result<ZipReader> ZipReader::open(ByteView archive, std::size_t most_files) {
  LibraryError failure;
  zip_source_t* source = zip_source_buffer_create(archive.data(), archive.size(), 0, &failure.error);
  if (source == nullptr) return failure_of("out of memory");
  ZipReader reader;
  reader.archive_.reset(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &failure.error));
  if (!reader.archive_) {
    zip_source_free(source);
    return unsound(failure.words());
  }
  const zip_int64_t files = zip_get_num_entries(reader.archive_.get(), 0);
  if (files < 0 || static_cast<std::uint64_t>(files) > most_files) return unsound("more files than a list has");
  for (zip_int64_t i = 0; i < files; ++i) {
    const char* name = zip_get_name(reader.archive_.get(), static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr) return unsound("a file without a name");
    reader.names_.emplace_back(name);
  }
  return reader;
}

Result<void> ZipReader::read(std::size_t at, std::uint64_t most_bytes, const Take& take) {
  zip_stat_t told;
  zip_stat_init(&told);
  if (zip_stat_index(archive_.get(), at, 0, &told) != 0) return unsound(zip_strerror(archive_.get()));
  const bool plain = (told.valid & ZIP_STAT_ENCRYPTION_METHOD) == 0 || told.encryption_method == ZIP_EM_NONE;
  if (!plain || (told.comp_method != ZIP_CM_STORE && told.comp_method != ZIP_CM_DEFLATE)) {
    return unsound("a file is encrypted or packed by another method than deflate");
  }
  const std::unique_ptr<zip_file_t, FileClose> file(zip_fopen_index(archive_.get(), at, 0));
  if (!file) return unsound(zip_strerror(archive_.get()));
  std::array<char, 64U << 10U> buffer{};
  std::uint64_t total = 0;
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
    if (got < 0) return unsound(zip_file_strerror(file.get()));
    if (got == 0) return success();
    total += static_cast<std::uint64_t>(got);
    if (total > most_bytes) return unsound("a file is larger than a list may be");
    PP_TRYV(take(std::string_view(buffer.data(), static_cast<std::size_t>(got))));
  }
}

}  // namespace postproof::batches
