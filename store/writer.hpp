#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/result.hpp"
#include "store/audit_log.hpp"
#include "store/sqlite.hpp"
#include "store/write_lock.hpp"

namespace postproof::store {

/// What one piece of work writes with: the connection inside its transaction and the audit log of it.
struct WriteScope {
  Connection& connection;
  AuditLog& audit;
};

/// The one writer of a process: a thread that takes waiting pieces of work in order, runs them in one durable
/// transaction (each in a savepoint of its own, so that one that fails takes nothing of the others along), commits with
/// FULL sync and only then tells their outcomes. Between groups it gives the write lock to other processes.
class Writer {
 public:
  using Work = std::function<Result<void>(WriteScope&)>;
  using Done = std::function<void(Result<void>)>;

  /// Takes over an open, migrated connection. `hash` makes the audit chain.
  Writer(std::unique_ptr<Connection> connection, WriteLock lock, HashFunction hash);
  /// Finishes what was submitted, then stops the thread.
  ~Writer();

  /// Queues the work and returns. `now` moves the floor of time forward if the work succeeds. `done` is called on the
  /// writer's thread: it must not block and must not call run(). Any thread.
  void submit(Instant now, Work work, Done done);
  /// The same, waiting for the outcome. Any thread but the writer's.
  Result<void> run(Instant now, Work work);
  /// Moves what the log holds into the database and empties the log, so that erased bytes are gone from both. Waits
  /// two seconds for readers; service_unavailable if they do not let go.
  Result<void> empty_log();

 private:
  struct Job {
    Instant now;
    Work work;
    Done done;
    bool empties_log = false;
  };

  void loop();
  void run_group(std::deque<Job>& group);
  Result<void> run_job(Job& job, bool alone);
  Result<void> commit_group(std::deque<Job>& group, std::vector<Result<void>>& outcomes);
  Result<void> truncate_log();
  Result<void> try_to_truncate();
  void advance_floor(Instant now);

  std::unique_ptr<Connection> connection_;
  WriteLock lock_;
  AuditLog audit_;
  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace postproof::store
