#pragma once

#include "core/files.hpp"
#include "system/descriptor.hpp"

namespace postproof::system {

/// An exclusive advisory lock (flock(2)) that only one holder among all processes and threads has at a time. Let go
/// when the object goes or its process dies, however it dies. The file stays, empty, and must not be removed while
/// anybody may want the lock; if it was all the same, the lock is taken on the new file. Not for network file systems.
/// Movable.
class LockFile {
 public:
  /// another_run_active if somebody else holds the lock; io_failed, disk_full or not_found if the file cannot be made.
  static Result<LockFile> try_acquire(const Path& path);
  /// Waits for as long as somebody else holds the lock.
  static Result<LockFile> acquire(const Path& path);

 private:
  explicit LockFile(Descriptor file) : file_(std::move(file)) {}
  static Result<LockFile> take(const Path& path, int operation);

  Descriptor file_;
};

}  // namespace postproof::system
