#include "app/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace postproof::app {

namespace {

constexpr std::size_t most_output = 256U << 20U;
constexpr int announcement_tries = 100;  // of 100 ms
constexpr int end_tries = 50;            // of 100 ms

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Error failed(const std::string& what) { return error(ErrorKind::io_failed, what + ": " + std::strerror(errno)); }

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed("cannot make a pipe");
  return Pipe{ends[0], ends[1]};
}

/// Starts the command with one of its standard streams going into a pipe; signals are as at the start of a program.
Result<int> spawn(const std::vector<std::string>& command, int stream, const Pipe& pipe) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe.write_end, stream);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t pid = 0;
  errno = ::posix_spawn(&pid, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(pipe.write_end);
  if (errno != 0) {
    ::close(pipe.read_end);
    return failed("cannot start " + command.front());
  }
  return pid;
}

/// Reads from the pipe until a line begins with the announcement.
bool wait_for_line(int descriptor, std::string_view announcement, std::string& announced) {
  std::string text;
  for (int tries = 0; tries < announcement_tries;) {
    pollfd waiting{descriptor, POLLIN, 0};
    if (::poll(&waiting, 1, 100) == 0) {
      ++tries;
      continue;
    }
    std::array<char, 4096> buffer{};
    const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
    if (size <= 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(size));
    const std::size_t at = text.find(announcement);
    const std::size_t end = at == std::string::npos ? at : text.find('\n', at);
    if (end == std::string::npos) continue;
    announced = text.substr(at + announcement.size(), end - at - announcement.size());
    return true;
  }
  return false;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command, std::string_view announcement,
                                         std::string& announced) {
  PP_TRY(const Pipe pipe, make_pipe());
  PP_TRY(const int pid, spawn(command, STDERR_FILENO, pipe));
  ChildProcess child(pid, pipe.read_end);
  if (!wait_for_line(pipe.read_end, announcement, announced)) {
    return fail(ErrorKind::io_failed, command.front() + " did not get ready");
  }
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), error_pipe_(std::exchange(other.error_pipe_, -1)) {}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  for (int tries = 0; tries < end_tries; ++tries) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      ::close(error_pipe_);
      return;
    }
    ::usleep(100'000);
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::close(error_pipe_);
}

Result<std::string> output_of(const std::vector<std::string>& command) {
  PP_TRY(const Pipe pipe, make_pipe());
  PP_TRY(const int pid, spawn(command, STDOUT_FILENO, pipe));
  std::string output;
  std::array<char, 1U << 16U> buffer{};
  ssize_t size = 0;
  while ((size = ::read(pipe.read_end, buffer.data(), buffer.size())) > 0 && output.size() < most_output) {
    output.append(buffer.data(), static_cast<std::size_t>(size));
  }
  ::close(pipe.read_end);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return fail(ErrorKind::remote_failed, command.front() + " failed");
  }
  return output;
}

Path sibling_program(const std::string& name) {
  std::error_code failure;
  return std::filesystem::read_symlink("/proc/self/exe", failure).parent_path() / name;
}

}  // namespace postproof::app
