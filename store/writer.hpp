#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/result.hpp"
#include "store/audit_log.hpp"
#include "store/sqlite.hpp"
#include "store/write_lock.hpp"

namespace postproof::store {

/// What one piece of work writes with: the connection inside its transaction and the audit log of it. `zone` is that in
/// which instants are shown in texts that are kept.
struct WriteScope {
  Connection& connection;
  AuditLog& audit;
  ZoneOffset zone{std::chrono::hours{3}};
};

/// What the writer has done so far, for the operator.
struct WriterFigures {
  /// Upper bounds of the classes of group sizes; the last class has none.
  static constexpr std::array<std::size_t, 9> group_bounds{1, 2, 5, 10, 20, 50, 100, 200, 500};
  std::array<std::uint64_t, group_bounds.size() + 1> groups{};  ///< committed groups of each class
  std::uint64_t commits = 0;
  std::uint64_t pieces = 0;  ///< of work in them
  std::size_t waiting = 0;   ///< pieces in the queue now
};

/// The one writer of a process: a thread that takes waiting pieces of work in order, runs them in one durable
/// transaction, commits with FULL sync and only then tells their outcomes. One that fails takes nothing of the others
/// along. While a group is being synced the next one gathers. Between groups it gives the write lock to other
/// processes.
class Writer {
 public:
  using Work = std::function<Result<void>(WriteScope&)>;
  using Done = std::function<void(Result<void>)>;

  /// Whether a piece of work may be run once more after everything it wrote was rolled back: it then gives what it
  /// gives anew. Such work needs no savepoint of its own; where one of a group fails after it has written, the group
  /// is run again with savepoints.
  enum class Again : bool { no, may };

  /// Takes over an open, migrated connection. `hash` makes the audit chain; `zone` is handed to the work.
  Writer(std::unique_ptr<Connection> connection, WriteLock lock, HashFunction hash, ZoneOffset zone);
  /// Finishes what was submitted, then stops the thread.
  ~Writer();

  /// Queues the work and returns. `now` moves the floor of time forward if the work succeeds. `done` is called on the
  /// writer's thread: it must not block and must not call run(). Any thread.
  void submit(Instant now, Work work, Done done, Again again = Again::no);
  /// The same, waiting for the outcome. Any thread but the writer's.
  Result<void> run(Instant now, Work work);
  /// Moves what the log holds into the database and empties the log, so that erased bytes are gone from both. Waits
  /// two seconds for readers; service_unavailable if they do not let go.
  Result<void> empty_log();
  /// Any thread.
  WriterFigures figures() const;

 private:
  struct Job {
    Instant now;
    Work work;
    Done done;
    Again again = Again::no;
    bool empties_log = false;
  };
  using Group = std::vector<Job>;
  using Outcomes = std::vector<Result<void>>;

  void loop();
  Group take_group();
  void run_group(Group& group);
  Result<void> work_of(Job& job);
  Result<void> run_job(Job& job, bool alone);
  Result<void> commit_group(Group& group, Outcomes& outcomes);
  bool run_without_savepoints(Group& group, Outcomes& outcomes);
  void run_with_savepoints(Group& group, Outcomes& outcomes);
  void count(std::size_t pieces);
  Result<void> truncate_log();
  Result<void> try_to_truncate();
  void advance_floor(Instant now);

  std::unique_ptr<Connection> connection_;
  WriteLock lock_;
  AuditLog audit_;
  ZoneOffset zone_;
  mutable std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<Job> queue_;
  WriterFigures figures_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace postproof::store
