#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "api/server.hpp"
#include "app/backend.hpp"
#include "app/commands.hpp"
#include "app/notice_thread.hpp"
#include "app/rounds.hpp"
#include "app/service_manager.hpp"
#include "app/stderr_log.hpp"

namespace postproof::app {

namespace {

/// From the signal to the end: what the server does not use of it for its requests is left to the round at hand.
constexpr std::chrono::seconds time_to_end{9};

using Steady = std::chrono::steady_clock;

/// Waits for SIGTERM or SIGINT; meanwhile a service manager that asks for it is told that we are alive.
void wait_for_the_end(const sigset_t& signals) {
  const auto interval = watchdog_interval();
  const auto pause = interval.value_or(std::chrono::hours{1});
  const auto seconds_of_pause = std::chrono::duration_cast<std::chrono::seconds>(pause);
  const timespec patience{seconds_of_pause.count(), std::chrono::nanoseconds(pause - seconds_of_pause).count()};
  while (::sigtimedwait(&signals, nullptr, &patience) <= 0) {
    if (interval) tell_service_manager("WATCHDOG=1");
  }
}

Result<api::ServerSettings> settings_of(const Config& config) {
  api::ServerSettings settings;
  PP_TRY(settings.listen, api::parse_listen_address(config.server.listen));
  settings.admin_listen.reset();
  if (!config.server.admin_listen.empty()) {
    PP_TRY(settings.admin_listen, api::parse_listen_address(config.server.admin_listen));
  }
  if (!config.server.tls.certificate_file.empty()) {
    settings.tls = api::TlsSettings{config.in(config.server.tls.certificate_file).string(),
                                    config.in(config.server.tls.key_file).string(), ""};
    const std::string& authorities = config.server.tls.client_ca_file;
    if (!authorities.empty()) settings.tls->client_ca_file = config.in(authorities).string();
  }
  const HandedSockets handed = handed_sockets();
  settings.service_socket = handed.service;
  settings.admin_socket = handed.admin;
  settings.threads = config.server.threads;
  settings.requests_per_second = config.server.requests_per_second;
  return settings;
}

/// Ends the process while a round still waits for somebody outside: each of its steps is a committed state, so it is
/// cut off as by a crash, but told.
[[noreturn]] void leave_at_once(FlushedLog& log) {
  log.write(Severity::warning, "round.left", {{"detail", "the end of the service did not wait for the outside"}});
  log.flush();
  std::_Exit(exit_done);
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
  house->database().map_for_readers();
  PP_TRY(const orders::AddressChecks* checks, house->order_checks());
  PP_TRY(api::ServerSettings settings, settings_of(house->config()));
  const std::unique_ptr<FlushedLog> log = make_stderr_log(house->config().log.level);
  RequestFigures figures;
  HouseBackend backend(*house, *checks, figures);
  api::Server server(std::move(settings), backend, *log, house->entropy(), &figures);
  PP_TRY(const auto notices, NoticeThread::start(*house, *log));  // ends before the house does
  PP_TRYV(server.start());
  fmt::print(stderr, "listening on {}\n", api::to_string(server.address()));
  if (server.admin_address()) fmt::print(stderr, "health on {}\n", api::to_string(*server.admin_address()));
  std::fflush(stderr);
  tell_service_manager("READY=1");
  Rounds rounds(*house, *log);
  wait_for_the_end(signals);
  const Steady::time_point signalled = Steady::now();
  tell_service_manager("STOPPING=1");
  server.stop();
  server.join();
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(signalled + time_to_end - Steady::now());
  if (!rounds.stop(std::max(left, std::chrono::milliseconds{500}))) leave_at_once(*log);
  return Answer{{{"stopped", true}}, "stopped", exit_done};
}

}  // namespace postproof::app
