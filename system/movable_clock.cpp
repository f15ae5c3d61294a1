#include "system/movable_clock.hpp"

#include <charconv>
#include <mutex>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

#include "system/posix_files.hpp"

namespace postproof::system {

namespace {

constexpr std::string_view file_name = "clock.offset";
constexpr std::uint64_t most_file_bytes = 32;

/// What tells one version of a file from the next. All zero for a missing file.
struct Version {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  friend bool operator==(const Version&, const Version&) = default;
};

Version version_of(const Path& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) != 0) return {};
  return {found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ino, found.st_size};
}

std::optional<seconds> parse_offset(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, ec] = std::from_chars(text.data(), end, number);
  if (ec != std::errc{} || stop != end) return std::nullopt;
  if (number > MovableClock::most_offset.count() || number < -MovableClock::most_offset.count()) return std::nullopt;
  return seconds{number};
}

Result<seconds> read_offset(const Path& file) {
  const Result<Bytes> content = PosixFiles{}.read(file, most_file_bytes);
  if (!content) {
    if (content.error().kind == ErrorKind::not_found) return seconds{0};
    return content.error();
  }
  const std::optional<seconds> offset = parse_offset(text_of(content.value()));
  if (!offset) {
    return fail(ErrorKind::file_invalid,
                file.string() + " is no whole number of seconds within a hundred years; set the clock again");
  }
  return *offset;
}

}  // namespace

struct MovableClock::Seen {
  std::mutex mutex;
  Version version;
  bool settled = false;  ///< the version was old enough when it was read: a later one must look different
  seconds offset{0};
};

MovableClock::MovableClock(Path file, const Clock& real)
    : file_(std::move(file)), real_(real), seen_(std::make_unique<Seen>()) {}

MovableClock::~MovableClock() = default;

Result<std::unique_ptr<MovableClock>> MovableClock::open(const Path& data, const Clock& real) {
  std::unique_ptr<MovableClock> clock{new MovableClock{data / file_name, real}};
  const Version version = version_of(clock->file_);
  PP_TRY(clock->seen_->offset, read_offset(clock->file_));
  clock->seen_->version = version;
  return clock;
}

Instant MovableClock::now() const {
  const Instant real = real_.now();
  const Version version = version_of(file_);
  const std::lock_guard lock{seen_->mutex};
  if (version != seen_->version || !seen_->settled) {
    // The version was taken before the reading: if the file changes in between, the next call sees another version.
    if (const Result<seconds> offset = read_offset(file_)) seen_->offset = offset.value();
    seen_->version = version;
    // File times advance in steps of some milliseconds: two quick changes may look the same for that long.
    seen_->settled = version != Version{} && unix_seconds_of(real) - version.seconds >= 2;
  }
  return real + seen_->offset;
}

Result<void> MovableClock::set_offset(const Path& data, seconds offset) {
  if (offset > most_offset || offset < -most_offset) {
    return fail(ErrorKind::usage, "the clock can be moved by at most a hundred years");
  }
  PosixFiles files;
  const Path fresh = data / (std::string{file_name} + "." + std::to_string(gettid()));
  PP_TRYV(files.write_synced(fresh, bytes_of(std::to_string(offset.count()) + "\n"), 0640));
  Result<void> renamed = files.rename_over(fresh, data / file_name);
  if (!renamed) (void)files.remove_all(fresh);  // the first error is the one to tell
  return renamed;
}

}  // namespace postproof::system
