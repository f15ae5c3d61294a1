#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "tests/support/fault_plan.hpp"

namespace postproof::test {

/// The disk under the database: SQLite's own file operations, failing by plan. As long as it lives, every database that
/// is opened without naming another VFS lies on it. It counts writes, syncs, truncations and deletions of database
/// files and logs. A refused write is a full disk, a refused sync an I/O error. A torn write is cut in its middle; a
/// torn sync loses every other write since the last one, a power cut all of them, in whatever file. One at a time.
class FailingDatabaseDisk {
 public:
  explicit FailingDatabaseDisk(FaultPlan& plan);
  FailingDatabaseDisk(const FailingDatabaseDisk&) = delete;
  FailingDatabaseDisk& operator=(const FailingDatabaseDisk&) = delete;
  ~FailingDatabaseDisk();

  /// A write that a power cut may still undo.
  struct Unsynced {
    sqlite3_file* file;  ///< of the real disk
    sqlite3_int64 offset;
    std::vector<char> before;
    sqlite3_int64 size_before;
  };

  FaultPlan& plan() { return plan_; }
  sqlite3_vfs& real() { return *real_; }
  void note_write(sqlite3_file* file, sqlite3_int64 offset, int bytes);
  void forget(sqlite3_file* file);
  /// Undoes what was not synced: all of it, or every other write.
  void lose_unsynced(bool all);

 private:
  FaultPlan& plan_;
  sqlite3_vfs* real_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  std::vector<Unsynced> unsynced_;
};

}  // namespace postproof::test
