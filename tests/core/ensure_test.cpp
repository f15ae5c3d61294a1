#include "core/ensure.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <string>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace postproof {

namespace {

struct Ending {
  int status = 0;
  std::string told;
};

/// How a process ends that breaks the promise, and what it says on standard error.
Ending ending_of_broken_promise() {
  std::array<int, 2> pipe_ends{};
  REQUIRE(pipe(pipe_ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(pipe_ends[1], STDERR_FILENO);
    std::signal(SIGABRT, SIG_DFL);
    ensure(false, "two and two make four");
    _exit(0);
  }
  close(pipe_ends[1]);
  Ending ending;
  std::array<char, 512> part{};
  for (ssize_t count = 0; (count = read(pipe_ends[0], part.data(), part.size())) > 0;) {
    ending.told.append(part.data(), static_cast<std::size_t>(count));
  }
  close(pipe_ends[0]);
  REQUIRE(waitpid(child, &ending.status, 0) == child);
  return ending;
}

}  // namespace

TEST_CASE("A promise that holds passes without a word") {
  ensure(true, "two and two make four");
  SUCCEED();
}

TEST_CASE("A broken promise ends the process with one line that says which and where") {
  const Ending ending = ending_of_broken_promise();
  CHECK(WIFSIGNALED(ending.status));
  CHECK(WTERMSIG(ending.status) == SIGABRT);
  CHECK(ending.told.find("two and two make four") != std::string::npos);
  CHECK(ending.told.find("ensure_test.cpp") != std::string::npos);
  CHECK(std::count(ending.told.begin(), ending.told.end(), '\n') == 1);
}

}  // namespace postproof
