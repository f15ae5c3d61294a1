#include "app/line_writer.hpp"

#include <sstream>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

using namespace postproof;
using namespace postproof::test;
using app::LineWriter;

namespace {

/// A pipe whose reader takes what it wants.
struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() { REQUIRE(::pipe(ends) == 0); }
  ~Pipe() {
    for (const int end : ends) ::close(end);
  }
  std::string take(std::size_t most) const {
    std::string bytes(most, '\0');
    const ssize_t got = ::read(ends[0], bytes.data(), most);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
  }
};

}  // namespace

TEST_CASE("every line of many threads is written once, in its thread's order, when the writer goes") {
  const TempFolder folder;
  const Path file = folder / "lines";
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  constexpr int threads = 4;
  constexpr int lines = 5000;
  {
    LineWriter writer(descriptor, 64U << 20U);
    std::vector<std::jthread> tellers;
    for (int t = 0; t < threads; ++t) {
      tellers.emplace_back([t, &writer] {
        for (int i = 0; i < lines; ++i) writer.add(std::to_string(t) + " " + std::to_string(i), i % 100 == 0);
      });
    }
  }
  ::close(descriptor);
  std::vector<int> next(threads, 0);
  std::istringstream written(text_of_file(file));
  for (int t = 0, i = 0; written >> t >> i;) CHECK(i == next[static_cast<std::size_t>(t)]++);
  for (const int count : next) CHECK(count == lines);
}

TEST_CASE("flush returns when the lines so far are written") {
  const Pipe pipe;
  LineWriter writer(pipe.ends[1], 1024);
  writer.add("one", false);
  writer.add("two", false);
  writer.flush();
  CHECK(pipe.take(100) == "one\ntwo\n");
  writer.flush();  // nothing waits: returns at once
}

TEST_CASE("what does not fit is dropped and told, and whoever tells does not wait") {
  const Pipe pipe;
  const std::string long_line(60'000, 'x');
  LineWriter writer(pipe.ends[1], 100'000);
  for (int i = 0; i < 100; ++i) writer.add(long_line, true);  // the pipe holds 64 KiB; nobody reads yet
  writer.add("last", true);
  std::string seen;
  while (seen.find("\"log.dropped\"") == std::string::npos) seen += pipe.take(65536);
  CHECK(seen.find(R"({"level":"warning","event":"log.dropped","lines":")") != std::string::npos);
  CHECK(seen.starts_with(long_line + "\n"));
}
