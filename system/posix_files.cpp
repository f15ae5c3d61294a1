#include "system/posix_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "system/descriptor.hpp"

namespace postproof::system {

namespace {

ErrorKind kind_of(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT: return ErrorKind::disk_full;
    case ENOENT:
    case ENOTDIR: return ErrorKind::not_found;
    default: return ErrorKind::io_failed;
  }
}

Error failed(const char* verb, const Path& path, int number) {
  return fail(kind_of(number),
              std::string{"cannot "} + verb + " " + path.string() + ": " + std::generic_category().message(number));
}

Error failed(const char* verb, const Path& path) { return failed(verb, path, errno); }

/// The directory that holds the name; "." for a bare name.
Path parent_of(const Path& path) {
  const Path parent = path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
  return parent.empty() ? Path{"."} : parent;
}

Result<struct stat> stat_of(const Path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return failed("look at", path);
  return found;
}

/// Makes a file that was not there before, whatever stood under its name.
Result<Descriptor> create(const Path& path) {
  constexpr int tries = 8;  // against somebody who keeps putting something there
  for (int i = 0; i < tries; ++i) {
    Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file) return file;
    if (errno == EINTR) continue;
    if (errno != EEXIST) break;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) break;
    errno = EEXIST;
  }
  return failed("write", path);
}

Result<void> write_all(const Descriptor& file, ByteView content, const Path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write", path);
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return success();
}

Result<void> fill(Descriptor file, ByteView content, unsigned mode, const Path& path) {
  if (::fchmod(file.get(), static_cast<mode_t>(mode & 07777U)) != 0) return failed("set the mode of", path);
  PP_TRYV(write_all(file, content, path));
  if (::fsync(file.get()) != 0) return failed("sync", path);
  if (file.close() != 0 && errno != EINTR) return failed("close", path);
  return success();
}

}  // namespace

bool PosixFiles::exists(const Path& path) const { return stat_of(path).has_value(); }

Result<Bytes> PosixFiles::read(const Path& path, std::uint64_t most_bytes) const {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!file) return failed("read", path);
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) return failed("read", path);
  if (!S_ISREG(found.st_mode)) return fail(ErrorKind::file_invalid, path.string() + " is no regular file");
  const auto too_large = [&] {
    return fail(ErrorKind::file_invalid, path.string() + " has more than " + std::to_string(most_bytes) + " bytes");
  };
  if (static_cast<std::uint64_t>(found.st_size) > most_bytes) return too_large();

  Bytes content(static_cast<std::size_t>(found.st_size) + 1);  // one more, to see the end without growing
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = ::read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > most_bytes) return too_large();
    if (size == content.size()) content.resize(size + 64 * 1024);
  }
  content.resize(size);
  return content;
}

Result<void> PosixFiles::write_synced(const Path& path, ByteView content, unsigned mode) {
  PP_TRY(Descriptor file, create(path));
  const Result<void> filled = fill(std::move(file), content, mode, path);
  if (!filled) {
    (void)::unlink(path.c_str());  // the first error is the one to tell
    return filled;
  }
  return sync_directory(parent_of(path));
}

Result<void> PosixFiles::rename_new(const Path& from, const Path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return fail(ErrorKind::state_conflict, to.string() + " exists already");
    if (errno == EINVAL || errno == ENOSYS) {
      return fail(ErrorKind::io_failed, "the file system of " + to.string() +
                                            " cannot rename without overwriting; use a local one (ext4, XFS, Btrfs)");
    }
    return failed("rename to", to);
  }
  PP_TRYV(sync_directory(parent_of(to)));
  return parent_of(from) == parent_of(to) ? success() : sync_directory(parent_of(from));
}

Result<void> PosixFiles::rename_over(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename to", to);
  PP_TRYV(sync_directory(parent_of(to)));
  return parent_of(from) == parent_of(to) ? success() : sync_directory(parent_of(from));
}

Result<void> PosixFiles::make_directories(const Path& path) {
  Path made;
  for (const Path& part : path) {
    made /= part;
    if (part.empty()) continue;  // after a trailing slash
    if (::mkdir(made.c_str(), 0750) == 0) {
      PP_TRYV(sync_directory(parent_of(made)));
      continue;
    }
    const int number = errno;
    const Result<struct stat> found = stat_of(made);
    if (!found || !S_ISDIR(found.value().st_mode)) return failed("make the directory", made, number);
  }
  return success();
}

Result<void> PosixFiles::sync_directory(const Path& path) {
  const Descriptor directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory || ::fsync(directory.get()) != 0) return failed("sync the directory", path);
  return success();
}

Result<std::vector<std::string>> PosixFiles::list(const Path& directory, std::size_t most) const {
  std::error_code ec;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator entry{directory, ec}; !ec && entry != std::filesystem::directory_iterator{};
       entry.increment(ec)) {
    if (names.size() == most) {
      return fail(ErrorKind::file_invalid, directory.string() + " holds more than " + std::to_string(most) + " names");
    }
    names.push_back(entry->path().filename().string());
  }
  if (ec) return failed("list", directory, ec.value());
  std::ranges::sort(names);
  return names;
}

Result<void> PosixFiles::remove_all(const Path& path) {
  std::error_code ec;
  std::filesystem::remove_all(path, ec);
  if (ec) return failed("remove", path, ec.value());
  return success();
}

Result<std::uint64_t> PosixFiles::size(const Path& path) const {
  PP_TRY(const struct stat found, stat_of(path));
  return static_cast<std::uint64_t>(found.st_size);
}

Result<unsigned> PosixFiles::mode(const Path& path) const {
  PP_TRY(const struct stat found, stat_of(path));
  return static_cast<unsigned>(found.st_mode & 07777U);
}

Result<std::uint64_t> PosixFiles::free_space(const Path& path) const {
  struct statvfs volume {};
  if (::statvfs(path.c_str(), &volume) != 0) return failed("look at the volume of", path);
  return static_cast<std::uint64_t>(volume.f_bavail) * volume.f_frsize;
}

}  // namespace postproof::system
