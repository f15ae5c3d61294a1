#include "store/write_lock.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace postproof::store {

namespace {

Result<int> open_lock_file(const Path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor >= 0) return descriptor;
  return fail(ErrorKind::io_failed, "cannot open the lock file " + path.string() + ": " + std::strerror(errno));
}

Result<void> lock_whole(int descriptor) {
  while (::flock(descriptor, LOCK_EX) != 0) {
    if (errno != EINTR)
      return fail(ErrorKind::io_failed, std::string("cannot lock the database: ") + std::strerror(errno));
  }
  return success();
}

}  // namespace

Result<WriteLock> WriteLock::open(const Path& database) {
  PP_TRY(const int gate, open_lock_file(database.string() + ".gate"));
  auto lock = open_lock_file(database.string() + ".lock");
  if (!lock) {
    ::close(gate);
    return lock.error();
  }
  return WriteLock(gate, lock.value());
}

WriteLock::WriteLock(WriteLock&& other) noexcept
    : gate_(std::exchange(other.gate_, -1)), lock_(std::exchange(other.lock_, -1)) {}

WriteLock::~WriteLock() {
  if (gate_ >= 0) ::close(gate_);
  if (lock_ >= 0) ::close(lock_);
}

Result<void> WriteLock::acquire() {
  PP_TRYV(lock_whole(gate_));
  auto locked = lock_whole(lock_);
  ::flock(gate_, LOCK_UN);
  return locked;
}

void WriteLock::release() { ::flock(lock_, LOCK_UN); }

}  // namespace postproof::store
