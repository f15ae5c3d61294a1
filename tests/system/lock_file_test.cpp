#include "system/lock_file.hpp"

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/system/temp_folder.hpp"

namespace postproof::system {

TEST_CASE("A lock is held by one and free again when the holder goes") {
  const TempFolder folder;
  {
    const Result<LockFile> first = LockFile::try_acquire(folder / "lock");
    REQUIRE(first);
    const Result<LockFile> second = LockFile::try_acquire(folder / "lock");
    REQUIRE(second.has_error());
    CHECK(second.error().kind == ErrorKind::another_run_active);
    CHECK(LockFile::try_acquire(folder / "other lock"));
  }
  CHECK(LockFile::try_acquire(folder / "lock"));
}

TEST_CASE("A lock that is moved stays held once") {
  const TempFolder folder;
  std::optional<LockFile> holder;
  {
    Result<LockFile> taken = LockFile::try_acquire(folder / "lock");
    REQUIRE(taken);
    holder.emplace(std::move(taken).value());
  }
  CHECK(LockFile::try_acquire(folder / "lock").has_error());
  holder.reset();
  CHECK(LockFile::try_acquire(folder / "lock"));
}

TEST_CASE("A lock goes with the process that held it, even a killed one") {
  const TempFolder folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const Result<LockFile> held = LockFile::try_acquire(folder / "lock");
    const char word = held ? 'y' : 'n';
    if (::write(ready[1], &word, 1) == 1) ::pause();
    ::_exit(0);
  }
  char word = 0;
  REQUIRE(::read(ready[0], &word, 1) == 1);
  CHECK(word == 'y');
  CHECK(LockFile::try_acquire(folder / "lock").has_error());
  REQUIRE(::kill(child, SIGKILL) == 0);
  const Result<LockFile> waited = LockFile::acquire(folder / "lock");
  CHECK(waited);
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("Waiting threads get the lock one after the other") {
  const TempFolder folder;
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> turns{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int time = 0; time < 50; ++time) {
        const Result<LockFile> lock = LockFile::acquire(folder / "lock");
        const int now = ++inside;
        if (now > most) most = now;
        if (lock) ++turns;
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(most == 1);
  CHECK(turns == 200);
}

TEST_CASE("A lock on a file that was removed does not keep others from the new file") {
  const TempFolder folder;
  const Result<LockFile> old = LockFile::try_acquire(folder / "lock");
  REQUIRE(old);
  std::filesystem::remove(folder / "lock");
  const Result<LockFile> fresh = LockFile::try_acquire(folder / "lock");
  CHECK(fresh);
  CHECK(LockFile::try_acquire(folder / "lock").has_error());
}

TEST_CASE("A lock in a missing folder or through a link is refused") {
  const TempFolder folder;
  CHECK(LockFile::try_acquire(folder / "none" / "lock").error().kind == ErrorKind::not_found);
  std::filesystem::create_symlink(folder / "elsewhere", folder / "link");
  CHECK(LockFile::try_acquire(folder / "link").error().kind == ErrorKind::io_failed);
  CHECK_FALSE(std::filesystem::exists(folder / "elsewhere"));
}

}  // namespace postproof::system
