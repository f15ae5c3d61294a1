#include "app/rounds.hpp"

#include "app/post_access.hpp"
#include "app/sweep.hpp"
#include "batches/acknowledgement_folder.hpp"
#include "system/lock_file.hpp"
#include "tracking/poll.hpp"

namespace postproof::app {

namespace {

constexpr std::chrono::seconds between_rounds{30};
constexpr int rounds_between_pick_ups = 10;  // a login at the print house every five minutes

}  // namespace

Rounds::Rounds(House& house, Log& log)
    : house_(house), log_(log), http_(post_connection(house.config())), thread_([this] { loop(); }) {}

Rounds::~Rounds() {
  stop(std::chrono::milliseconds{0});
  thread_.join();
}

bool Rounds::stop(std::chrono::milliseconds patience) {
  std::unique_lock guard(mutex_);
  stopping_ = true;
  changed_.notify_all();
  return changed_.wait_for(guard, patience, [this] { return ended_; });
}

void Rounds::loop() {
  std::unique_lock guard(mutex_);
  while (!stopping_) {
    guard.unlock();
    run();
    guard.lock();
    changed_.wait_for(guard, between_rounds, [this] { return stopping_; });
  }
  ended_ = true;
  changed_.notify_all();
}

bool Rounds::is_stopping() {
  const std::lock_guard guard(mutex_);
  return stopping_;
}

void Rounds::run() {
  const bool picks_up = rounds_++ % rounds_between_pick_ups == 0;
  if (picks_up && !is_stopping()) tell("acknowledgement pick-up", pick_up());
  if (!is_stopping()) tell("acknowledgements", take_acknowledgements());
  if (!is_stopping()) tell("poll", poll());
  if (!is_stopping()) tell("sweep", tidy());
}

Result<void> Rounds::pick_up() {
  PP_TRY(PrintHouse* const print_house, house_.print_house());
  PP_TRY(const batches::PickUpReport report, print_house->pick_up());
  if (report.fetched + report.refused > 0) {
    log_.write(Severity::info, "acknowledgements.fetched",
               {{"fetched", std::to_string(report.fetched)}, {"refused", std::to_string(report.refused)}});
  }
  return success();
}

Result<void> Rounds::take_acknowledgements() {
  const Path folder = house_.config().in(house_.config().dispatch.acks);
  if (!missing_for_acknowledgements(house_.config()).empty()) return success();  // no batch can have left yet
  PP_TRY(const batches::AckTrust trust, house_.ack_trust());
  PP_TRY(const batches::AckReport report,
         batches::take_acknowledgements(house_.database().night(), house_.files(), trust, folder, house_.now()));
  if (report.taken + report.quarantined > 0) {
    log_.write(Severity::info, "acknowledgements.taken",
               {{"taken", std::to_string(report.taken)}, {"quarantined", std::to_string(report.quarantined)}});
  }
  return success();
}

Result<void> Rounds::poll() {
  if (!house_.files().exists(house_.config().in(house_.config().tracking.credentials_file))) return success();
  auto lock = system::LockFile::try_acquire(house_.config().in("poll.lock"));
  if (!lock && lock.error().kind == ErrorKind::another_run_active) return success();
  if (!lock) return lock.error();
  PP_TRY(tracking::PostAccess access, post_access(house_.config()));
  tracking::PostClient client(http_, std::move(access));
  PP_TRY(const tracking::PollSummary summary,
         tracking::run_poll(house_.database().poll(), client, house_.clock(), poll_settings(house_.config()), false));
  for (const std::string& failure : summary.failures)
    log_.write(Severity::warning, "poll.failed", {{"detail", failure}});
  return success();
}

Result<void> Rounds::tidy() {
  PP_TRYV(house_.trust_clock());
  PP_TRY(const SweepReport report, sweep(house_));
  (void)report;  // the audit log has each change
  return success();
}

void Rounds::tell(std::string_view what, const Result<void>& outcome) {
  if (outcome) return;
  log_.write(Severity::error, "round.failed", {{"step", std::string(what)}, {"detail", outcome.error().detail}});
}

}  // namespace postproof::app
