#include "store/writer.hpp"

#include <algorithm>
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

Writer::Writer(std::unique_ptr<Connection> connection, WriteLock lock, HashFunction hash, ZoneOffset zone)
    : connection_(std::move(connection)),
      lock_(std::move(lock)),
      audit_(*connection_, std::move(hash)),
      zone_(zone),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  waiting_.notify_all();
  thread_.join();
}

void Writer::submit(Instant now, Work work, Done done, Again again) {
  {
    const std::lock_guard guard(mutex_);
    queue_.push_back(Job{now, std::move(work), std::move(done), again});
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
    Job job{Instant{}, {}, [&outcome](Result<void> result) { outcome.set_value(std::move(result)); }, Again::no, true};
    queue_.push_back(std::move(job));
  }
  waiting_.notify_one();
  return outcome.get_future().get();
}

WriterFigures Writer::figures() const {
  const std::lock_guard guard(mutex_);
  WriterFigures told = figures_;
  told.waiting = queue_.size();
  return told;
}

void Writer::count(std::size_t pieces) {
  const std::lock_guard guard(mutex_);
  const auto bound = std::ranges::lower_bound(WriterFigures::group_bounds, pieces);
  ++figures_.groups[static_cast<std::size_t>(bound - WriterFigures::group_bounds.begin())];
  ++figures_.commits;
  figures_.pieces += pieces;
}

/// The jobs at the head of the queue that go together: all of one kind, and what empties the log alone.
Writer::Group Writer::take_group() {
  Group group;
  while (!queue_.empty() && group.size() < most_jobs_in_group) {
    const Job& next = queue_.front();
    if (!group.empty() && (next.empties_log || next.again != group.front().again)) break;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
    if (group.back().empties_log) break;
  }
  return group;
}

void Writer::loop() {
  std::unique_lock guard(mutex_);
  while (true) {
    waiting_.wait(guard, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Group group = take_group();
    guard.unlock();
    run_group(group);
    guard.lock();
  }
}

void Writer::run_group(Group& group) {
  Outcomes outcomes;
  outcomes.reserve(group.size());
  Result<void> held = lock_.acquire();
  if (held && group.front().empties_log) {
    outcomes.push_back(truncate_log());
  } else if (held) {
    held = commit_group(group, outcomes);
    if (held) count(group.size());
  }
  lock_.release();
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i].done(held ? std::move(outcomes[i]) : Result<void>(held.error()));
  }
}

Result<void> Writer::commit_group(Group& group, Outcomes& outcomes) {
  try {
    connection_->step("BEGIN IMMEDIATE");
    audit_.forget();
    const bool done = group.front().again == Again::may && run_without_savepoints(group, outcomes);
    if (!done) run_with_savepoints(group, outcomes);
    if (sqlite3_get_autocommit(connection_->handle()) == 0) connection_->step("COMMIT");
    return success();
  } catch (const SqliteFailure& failure) {
    if (sqlite3_get_autocommit(connection_->handle()) == 0) {
      sqlite3_exec(connection_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    return error_of(failure);
  }
}

/// False if one failed and had written: the transaction has then begun anew, for all of them to be run again.
bool Writer::run_without_savepoints(Group& group, Outcomes& outcomes) {
  Instant latest = Instant::min();
  for (Job& job : group) {
    const sqlite3_int64 changes = sqlite3_total_changes64(connection_->handle());
    outcomes.push_back(work_of(job));
    if (outcomes.back()) {
      latest = std::max(latest, job.now);
    } else if (sqlite3_total_changes64(connection_->handle()) != changes ||
               sqlite3_get_autocommit(connection_->handle()) != 0) {
      if (sqlite3_get_autocommit(connection_->handle()) == 0) connection_->step("ROLLBACK");
      connection_->step("BEGIN IMMEDIATE");
      audit_.forget();
      outcomes.clear();
      return false;
    }
  }
  if (latest != Instant::min()) advance_floor(latest);
  return true;
}

void Writer::run_with_savepoints(Group& group, Outcomes& outcomes) {
  for (Job& job : group) outcomes.push_back(run_job(job, group.size() == 1));
}

Result<void> Writer::work_of(Job& job) {
  WriteScope scope{*connection_, audit_, zone_};
  try {
    return job.work(scope);
  } catch (const SqliteFailure& failure) {
    return error_of(failure);
  }
}

Result<void> Writer::run_job(Job& job, bool alone) {
  if (!alone) connection_->step("SAVEPOINT job");
  Result<void> outcome = work_of(job);
  if (outcome) {
    advance_floor(job.now);
  } else {
    audit_.forget();
    if (sqlite3_get_autocommit(connection_->handle()) != 0) {
      throw SqliteFailure(SQLITE_ABORT, "the transaction ended early: " + outcome.error().detail);
    }
    connection_->step(alone ? "ROLLBACK" : "ROLLBACK TO job");
  }
  if (!alone) connection_->step("RELEASE job");
  return outcome;
}

void Writer::advance_floor(Instant now) {
  connection_
      ->query(
          "INSERT INTO meta (key, value) VALUES ('clock_floor', ?1) "
          "ON CONFLICT (key) DO UPDATE SET value = ?1 WHERE value < ?1")
      .run_with(now);
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
