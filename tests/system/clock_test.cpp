#include <fstream>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "system/movable_clock.hpp"
#include "system/system_clock.hpp"
#include "tests/system/temp_folder.hpp"

namespace postproof::system {

namespace {

constexpr Instant start = instant_of(1'800'000'000);

void write(const Path& path, const std::string& text) { std::ofstream{path, std::ios::binary} << text; }

std::int64_t shown(const Clock& clock) { return (clock.now() - start).count(); }

}  // namespace

TEST_CASE("The system clock shows the wall clock in whole seconds") {
  const auto before = std::chrono::system_clock::now();
  const Instant now = SystemClock{}.now();
  const auto after = std::chrono::system_clock::now();
  CHECK(now <= after);
  CHECK(now + seconds{1} > before);
}

TEST_CASE("A movable clock without a file shows the real time") {
  const TempFolder data;
  const ManualClock real{start};
  const auto clock = MovableClock::open(data.path(), real);
  REQUIRE(clock);
  CHECK(shown(*clock.value()) == 0);
}

TEST_CASE("A movable clock runs on from where it was set") {
  const TempFolder data;
  ManualClock real{start};
  REQUIRE(MovableClock::set_offset(data.path(), seconds{86'400}));
  const auto clock = MovableClock::open(data.path(), real);
  REQUIRE(clock);
  CHECK(shown(*clock.value()) == 86'400);
  real.advance(seconds{7});
  CHECK(shown(*clock.value()) == 86'407);
}

TEST_CASE("Every clock on the folder obeys a new offset at once, however quickly they follow") {
  const TempFolder data;
  const SystemClock wall;
  const ManualClock real{wall.now()};  // file times are the machine's
  const auto first = MovableClock::open(data.path(), real);
  const auto second = MovableClock::open(data.path(), real);
  REQUIRE(first);
  REQUIRE(second);
  for (int i = 100; i < 200; ++i) {
    REQUIRE(MovableClock::set_offset(data.path(), seconds{i}));
    REQUIRE((first.value()->now() - real.now()).count() == i);
    if (i % 3 == 0) REQUIRE((second.value()->now() - real.now()).count() == i);
  }
  CHECK(std::distance(std::filesystem::directory_iterator{data.path()}, {}) == 1);
}

TEST_CASE("A second change within one step of the file time is seen although the file looks the same") {
  const TempFolder data;
  const SystemClock wall;
  const ManualClock real{wall.now()};
  const Path file = data / "clock.offset";
  write(file, "100");
  const auto step = std::filesystem::last_write_time(file);
  const auto clock = MovableClock::open(data.path(), real);
  REQUIRE(clock);
  CHECK((clock.value()->now() - real.now()).count() == 100);
  write(file, "200");
  std::filesystem::last_write_time(file, step);
  CHECK((clock.value()->now() - real.now()).count() == 200);
}

TEST_CASE("An offset that was long in force gives way to a new one") {
  const TempFolder data;
  const SystemClock wall;
  ManualClock real{wall.now()};
  REQUIRE(MovableClock::set_offset(data.path(), seconds{5}));
  const auto clock = MovableClock::open(data.path(), real);
  REQUIRE(clock);
  real.advance(seconds{3600});
  const Instant later = real.now();
  for (int i = 0; i < 3; ++i) CHECK(clock.value()->now() == later + seconds{5});
  REQUIRE(MovableClock::set_offset(data.path(), seconds{6}));
  CHECK(clock.value()->now() == later + seconds{6});
  std::filesystem::remove(data / "clock.offset");
  CHECK(clock.value()->now() == later);
}

TEST_CASE("An offset file is read to the letter") {
  struct Row {
    std::string text;
    std::int64_t offset;
    bool good;
  };
  const Row rows[] = {
      {"0", 0, true},
      {"5\n", 5, true},
      {"-90", -90, true},
      {"3155760000", 3'155'760'000, true},
      {"-3155760000\n", -3'155'760'000, true},
      {"3155760001", 0, false},
      {"-3155760001", 0, false},
      {"99999999999999999999", 0, false},
      {"", 0, false},
      {"\n", 0, false},
      {"-", 0, false},
      {"+5", 0, false},
      {" 5", 0, false},
      {"5 ", 0, false},
      {"5\n\n", 0, false},
      {"5\r\n", 0, false},
      {"5s", 0, false},
      {"0x10", 0, false},
      {"1e3", 0, false},
      {"1.5", 0, false},
      {std::string{"5\0", 2}, 0, false},
      {std::string(33, '0'), 0, false},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const TempFolder data;
    const ManualClock real{start};
    write(data / "clock.offset", row.text);
    const auto clock = MovableClock::open(data.path(), real);
    REQUIRE(clock.has_value() == row.good);
    if (row.good) CHECK(shown(*clock.value()) == row.offset);
    if (!row.good) CHECK(clock.error().kind == ErrorKind::file_invalid);
  }
}

TEST_CASE("A file that is spoilt later leaves the last good offset in force until it is good again") {
  const TempFolder data;
  const ManualClock real{start};
  write(data / "clock.offset", "60");
  const auto clock = MovableClock::open(data.path(), real);
  REQUIRE(clock);
  write(data / "clock.offset", "sixty");
  CHECK(shown(*clock.value()) == 60);
  CHECK(shown(*clock.value()) == 60);
  write(data / "clock.offset", "61");
  CHECK(shown(*clock.value()) == 61);
}

TEST_CASE("An offset of more than a hundred years or into a missing folder is refused") {
  const TempFolder data;
  CHECK(MovableClock::set_offset(data.path(), MovableClock::most_offset));
  CHECK(MovableClock::set_offset(data.path(), -MovableClock::most_offset));
  CHECK(MovableClock::set_offset(data.path(), MovableClock::most_offset + seconds{1}).error().kind == ErrorKind::usage);
  CHECK(MovableClock::set_offset(data.path(), -MovableClock::most_offset - seconds{1}).error().kind ==
        ErrorKind::usage);
  CHECK(MovableClock::set_offset(data / "none", seconds{1}).error().kind == ErrorKind::not_found);
}

TEST_CASE("Threads that set and read a clock see whole offsets only") {
  const TempFolder data;
  const ManualClock real{start};
  REQUIRE(MovableClock::set_offset(data.path(), seconds{1111}));
  const auto clock = MovableClock::open(data.path(), real);
  REQUIRE(clock);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 2; ++i) {
    threads.emplace_back([i, &wrong, &data] {
      for (int time = 0; time < 50; ++time) {
        wrong[i] += MovableClock::set_offset(data.path(), seconds{i == 0 ? 1111 : 22'222}) ? 0 : 1;
      }
    });
  }
  for (std::size_t i = 2; i < 4; ++i) {
    threads.emplace_back([i, &wrong, &clock] {
      for (int time = 0; time < 2000; ++time) {
        const std::int64_t offset = shown(*clock.value());
        wrong[i] += offset == 1111 || offset == 22'222 ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace postproof::system
