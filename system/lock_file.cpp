#include "system/lock_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace postproof::system {

namespace {

/// Whether `path` still names the locked file.
bool is_same_file(const Descriptor& file, const Path& path) {
  struct stat locked {};
  struct stat named {};
  return ::fstat(file.get(), &locked) == 0 && ::stat(path.c_str(), &named) == 0 && locked.st_ino == named.st_ino &&
         locked.st_dev == named.st_dev;
}

Error failed(const Path& path, int number) {
  const ErrorKind kind = number == ENOSPC || number == EDQUOT ? ErrorKind::disk_full
                         : number == ENOENT                   ? ErrorKind::not_found
                                                              : ErrorKind::io_failed;
  return fail(kind, "cannot lock " + path.string() + ": " + std::generic_category().message(number));
}

}  // namespace

Result<LockFile> LockFile::take(const Path& path, int operation) {
  constexpr int most_tries = 100;  // each further one means that somebody removed the file meanwhile
  for (int i = 0; i < most_tries; ++i) {
    Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640)};
    if (!file) return failed(path, errno);
    int locked = -1;
    do {
      locked = ::flock(file.get(), operation);
    } while (locked != 0 && errno == EINTR);
    if (locked != 0 && errno == EWOULDBLOCK) {
      return fail(ErrorKind::another_run_active, "another process holds the lock " + path.string());
    }
    if (locked != 0) return failed(path, errno);
    if (is_same_file(file, path)) return LockFile{std::move(file)};
  }
  return fail(ErrorKind::io_failed, "cannot lock " + path.string() + ": somebody keeps removing it");
}

Result<LockFile> LockFile::try_acquire(const Path& path) { return take(path, LOCK_EX | LOCK_NB); }

Result<LockFile> LockFile::acquire(const Path& path) { return take(path, LOCK_EX); }

}  // namespace postproof::system
