#include "bench/api_servers.hpp"

#include <csignal>
#include <fstream>
#include <optional>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "bench/api_yardstick.hpp"
#include "bench/night_house.hpp"

namespace postproof::bench {

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

bool Child::is_gone() const { return ::waitpid(pid_, nullptr, WNOHANG) == pid_; }

double Child::rss_mib() const {
  std::ifstream statm(fmt::format("/proc/{}/statm", pid_));
  double size = 0;
  double resident = 0;
  double of_files = 0;  // pages of the database, which are the system's
  statm >> size >> resident >> of_files;
  return (resident - of_files) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1U << 20U);
}

double Child::processor_seconds() const {
  std::ifstream stat(fmt::format("/proc/{}/stat", pid_));
  std::string word;
  double user = 0;
  double system = 0;
  for (int i = 0; i < 13; ++i) stat >> word;  // no blank is in the name of the program
  stat >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

namespace {

/// What the service said on standard error until it listened; nothing while it does not.
std::optional<std::uint16_t> port_told(const Path& file) {
  std::ifstream told(file);
  constexpr std::string_view phrase = "listening on 127.0.0.1:";
  for (std::string line; std::getline(told, line);) {
    if (line.starts_with(phrase)) return static_cast<std::uint16_t>(std::stoi(line.substr(phrase.size())));
  }
  return std::nullopt;
}

Result<Served> wait_until_listening(Child process, const Path& told) {
  for (int tries = 0; tries < 3000; ++tries) {
    if (const auto port = port_told(told)) return Served{std::move(process), *port};
    if (process.is_gone()) break;
    ::usleep(20'000);
  }
  return fail(ErrorKind::internal_error, "a server did not start; see " + told.string());
}

}  // namespace

Result<void> apart(const std::function<Result<void>()>& work) {
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::internal_error, "no process can be started");
  if (child == 0) {
    const auto done = work();
    if (!done) fmt::print(stderr, "{}\n", done.error().detail);
    ::_exit(done ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return success();
  return fail(ErrorKind::internal_error, "a step in a process of its own failed");
}

Result<Served> start_service(const Path& folder) {
  const Path told = folder / "serve.log";
  std::filesystem::remove(told);
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::internal_error, "no process can be started");
  if (child == 0) {
    const int file = ::open(told.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, STDERR_FILENO);
    const auto served = app::run_serve(context_of(folder));
    if (!served) fmt::print(stderr, "{}\n", served.error().detail);
    ::_exit(served ? 0 : 1);
  }
  return wait_until_listening(Child(child), told);
}

Result<Served> start_yardstick(const Path& folder) {
  const Path told = folder / "yardstick.log";
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(folder / (std::string("yardstick.sqlite") + suffix));
  }
  std::filesystem::remove(told);
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::internal_error, "no process can be started");
  if (child == 0) {
    serve_yardstick(folder / "yardstick.sqlite",
                    [&](std::uint16_t port) { std::ofstream(told) << "listening on 127.0.0.1:" << port << '\n'; });
    ::_exit(0);
  }
  return wait_until_listening(Child(child), told);
}

}  // namespace postproof::bench
