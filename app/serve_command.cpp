#include <csignal>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>

#include "api/server.hpp"
#include "app/backend.hpp"
#include "app/commands.hpp"
#include "app/post_access.hpp"
#include "app/stderr_log.hpp"
#include "app/sweep.hpp"
#include "batches/acknowledgement_folder.hpp"
#include "system/curl_http_client.hpp"
#include "system/lock_file.hpp"
#include "tracking/poll.hpp"

namespace postproof::app {

namespace {

constexpr int seconds_between_rounds = 30;
constexpr int rounds_between_pick_ups = 10;  // a login at the print house every five minutes

/// What the service does besides answering: acknowledgements, polling, tidying. A round that fails is told and done
/// again at the next turn; nothing of it is lost, because each step is a committed state.
class Rounds {
 public:
  Rounds(House& house, Log& log) : house_(house), log_(log) {}

  void run() {
    if (rounds_++ % rounds_between_pick_ups == 0) tell("acknowledgement pick-up", pick_up());
    tell("acknowledgements", take_acknowledgements());
    tell("poll", poll());
    tell("sweep", tidy());
  }

 private:
  Result<void> pick_up() {
    PP_TRY(PrintHouse* const print_house, house_.print_house());
    PP_TRY(const batches::PickUpReport report, print_house->pick_up());
    if (report.fetched + report.refused > 0) {
      log_.write(Severity::info, "acknowledgements.fetched",
                 {{"fetched", std::to_string(report.fetched)}, {"refused", std::to_string(report.refused)}});
    }
    return success();
  }

  Result<void> take_acknowledgements() {
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

  Result<void> poll() {
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

  Result<void> tidy() {
    PP_TRYV(house_.trust_clock());
    PP_TRY(const SweepReport report, sweep(house_));
    (void)report;  // the audit log has each change
    return success();
  }

  void tell(std::string_view what, const Result<void>& outcome) {
    if (outcome) return;
    log_.write(Severity::error, "round.failed", {{"step", std::string(what)}, {"detail", outcome.error().detail}});
  }

  House& house_;
  Log& log_;
  system::CurlHttpClient http_;
  int rounds_ = 0;
};

/// Waits for SIGTERM or SIGINT, doing a round now and then.
void wait_for_the_end(const sigset_t& signals, Rounds& rounds) {
  const timespec a_second{1, 0};
  for (int tick = 0;; ++tick) {
    if (tick % seconds_between_rounds == 0) rounds.run();
    if (::sigtimedwait(&signals, nullptr, &a_second) > 0) return;
  }
}

Result<api::ServerSettings> settings_of(const Config& config) {
  api::ServerSettings settings;
  PP_TRY(settings.listen, api::parse_listen_address(config.server.listen));
  settings.admin_listen.reset();
  if (!config.server.admin_listen.empty()) {
    PP_TRY(settings.admin_listen, api::parse_listen_address(config.server.admin_listen));
  }
  settings.threads = config.server.threads;
  settings.requests_per_second = config.server.requests_per_second;
  return settings;
}

/// Keeps the signals that end the service for wait_for_the_end. Before any thread is started: a thread that does not
/// block them would end the process at once.
sigset_t keep_ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

Result<Answer> run_serve(const CommandContext& context) {
  const sigset_t signals = keep_ending_signals();
  PP_TRY(const auto house, context.open({false, true}));
  PP_TRY(const orders::AddressChecks* checks, house->order_checks());
  PP_TRY(api::ServerSettings settings, settings_of(house->config()));
  const std::unique_ptr<Log> log = make_stderr_log(house->config().log.level);
  HouseBackend backend(*house, *checks);
  api::Server server(std::move(settings), backend, *log, house->entropy());
  PP_TRYV(server.start());
  fmt::print(stderr, "listening on {}\n", api::to_string(server.address()));
  if (server.admin_address()) fmt::print(stderr, "health on {}\n", api::to_string(*server.admin_address()));
  std::fflush(stderr);
  Rounds rounds(*house, *log);
  wait_for_the_end(signals, rounds);
  server.stop();
  server.join();
  return Answer{{{"stopped", true}}, "stopped", exit_done};
}

}  // namespace postproof::app
