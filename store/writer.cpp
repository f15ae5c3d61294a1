#include "store/writer.hpp"

#include <chrono>
#include <future>
#include <iterator>
#include <utility>
#include <vector>

namespace postproof::store {

namespace {

constexpr std::size_t most_jobs_in_group = 1000;
constexpr int most_truncate_tries = 100;
constexpr std::chrono::milliseconds truncate_pause{20};

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, WriteLock lock, HashFunction hash)
    : connection_(std::move(connection)),
      lock_(std::move(lock)),
      audit_(*connection_, std::move(hash)),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  waiting_.notify_all();
  thread_.join();
}

void Writer::submit(Instant now, Work work, Done done) {
  {
    const std::lock_guard guard(mutex_);
    queue_.push_back(Job{now, std::move(work), std::move(done)});
  }
  waiting_.notify_one();
}

Result<void> Writer::run(Instant now, Work work) {
  std::promise<Result<void>> outcome;
  submit(now, std::move(work), [&outcome](Result<void> result) { outcome.set_value(std::move(result)); });
  return outcome.get_future().get();
}

Result<void> Writer::empty_log() {
  std::promise<Result<void>> outcome;
  {
    const std::lock_guard guard(mutex_);
    Job job{Instant{}, {}, [&outcome](Result<void> result) { outcome.set_value(std::move(result)); }, true};
    queue_.push_back(std::move(job));
  }
  waiting_.notify_one();
  return outcome.get_future().get();
}

void Writer::loop() {
  std::unique_lock guard(mutex_);
  while (true) {
    waiting_.wait(guard, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::deque<Job> group;
    while (!queue_.empty() && group.size() < most_jobs_in_group) {
      const bool apart = queue_.front().empties_log;
      if (apart && !group.empty()) break;
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
      if (apart) break;
    }
    guard.unlock();
    run_group(group);
    guard.lock();
  }
}

void Writer::run_group(std::deque<Job>& group) {
  std::vector<Result<void>> outcomes;
  Result<void> held = lock_.acquire();
  if (held && group.front().empties_log) {
    outcomes.push_back(truncate_log());
  } else if (held) {
    held = commit_group(group, outcomes);
  }
  lock_.release();
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i].done(held ? std::move(outcomes[i]) : Result<void>(held.error()));
  }
}

Result<void> Writer::commit_group(std::deque<Job>& group, std::vector<Result<void>>& outcomes) {
  try {
    connection_->execute("BEGIN IMMEDIATE");
    audit_.forget();
    for (Job& job : group) outcomes.push_back(run_job(job, group.size() == 1));
    if (sqlite3_get_autocommit(connection_->handle()) == 0) connection_->execute("COMMIT");
    return success();
  } catch (const SqliteFailure& failure) {
    if (sqlite3_get_autocommit(connection_->handle()) == 0) {
      sqlite3_exec(connection_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    return error_of(failure);
  }
}

Result<void> Writer::run_job(Job& job, bool alone) {
  if (!alone) connection_->execute("SAVEPOINT job");
  WriteScope scope{*connection_, audit_};
  Result<void> outcome = [&]() -> Result<void> {
    try {
      Result<void> result = job.work(scope);
      if (result) advance_floor(job.now);
      return result;
    } catch (const SqliteFailure& failure) {
      return error_of(failure);
    }
  }();
  if (!outcome) {
    audit_.forget();
    if (sqlite3_get_autocommit(connection_->handle()) != 0) {
      throw SqliteFailure(SQLITE_ABORT, "the transaction ended early: " + outcome.error().detail);
    }
    connection_->execute(alone ? "ROLLBACK" : "ROLLBACK TO job");
  }
  if (!alone) connection_->execute("RELEASE job");
  return outcome;
}

void Writer::advance_floor(Instant now) {
  connection_
      ->query(
          "INSERT INTO meta (key, value) VALUES ('clock_floor', ?1) "
          "ON CONFLICT (key) DO UPDATE SET value = ?1 WHERE value < ?1")
      .with(now)
      .run();
}

Result<void> Writer::truncate_log() {
  // SQLite's own patience with readers is for transactions; here each try is to be a short one.
  sqlite3_busy_timeout(connection_->handle(), 0);
  const Result<void> truncated = try_to_truncate();
  sqlite3_busy_timeout(connection_->handle(), Connection::busy_timeout_ms);
  return truncated;
}

Result<void> Writer::try_to_truncate() {
  for (int tries = 0; tries < most_truncate_tries; ++tries) {
    int frames = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, &frames, nullptr);
    if (code == SQLITE_OK) return success();
    if ((code & 0xFF) != SQLITE_BUSY) return error_of(SqliteFailure(code, sqlite3_errmsg(connection_->handle())));
    std::this_thread::sleep_for(truncate_pause);
  }
  return fail(ErrorKind::service_unavailable, "readers keep the database's log from being emptied; try again later");
}

}  // namespace postproof::store
