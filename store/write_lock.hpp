#pragma once

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::store {

/// The right to write to the database, one holder at a time over all processes on the data folder. SQLite 3.40 can
/// damage a WAL database that two connections write or checkpoint at the same moment, so every connection that could
/// do either (and every opening of one, which may recover the log) happens while this is held.
///
/// Two advisory file locks make a turnstile: whoever waits for the lock holds the gate, so a process that has just
/// released cannot overtake one that waits. Released by the system when the holder dies. One thread.
class WriteLock {
 public:
  /// Opens (and makes, mode 0600) the lock files beside the database. io_failed.
  static Result<WriteLock> open(const Path& database);
  WriteLock(WriteLock&& other) noexcept;
  WriteLock& operator=(WriteLock&&) = delete;
  ~WriteLock();

  /// Waits until this process holds the lock; io_failed.
  Result<void> acquire();
  void release();

 private:
  WriteLock(int gate, int lock) : gate_(gate), lock_(lock) {}
  int gate_;
  int lock_;
};

}  // namespace postproof::store
