#include <catch2/catch.hpp>

#include "postsim/chance.hpp"
#include "postsim/credentials.hpp"
#include "postsim/faults.hpp"
#include "system/posix_files.hpp"
#include "tests/postsim/temp_folder.hpp"

namespace postproof::postsim {

TEST_CASE("credentials are read from two lines in any order") {
  const std::string text = GENERATE("login = \"USER\"\npassword = \"p#1 x\"\n", "password=\"p#1 x\"\nlogin=\"USER\"",
                                    "# ours\r\n\r\n  login = \"USER\"  # name\r\npassword = \"p#1 x\"\r\n");
  const auto credentials = parse_credentials(text);
  REQUIRE(credentials);
  CHECK(credentials.value().match("USER", Secret("p#1 x")));
  CHECK_FALSE(credentials.value().match("user", Secret("p#1 x")));
  CHECK_FALSE(credentials.value().match("USER", Secret("p#1")));
  CHECK_FALSE(credentials.value().match("USER", Secret("")));
}

TEST_CASE("credentials of another form are refused with the line, without the password") {
  const auto [text, line] = GENERATE(table<std::string, std::string>({
      {"", "both required"},
      {"login = \"USER\"\n", "both required"},
      {"login = \"USER\"\nlogin = \"USER\"\n", "line 2"},
      {"login = USER\npassword = \"secret\"", "line 1"},
      {"login = \"USER\"\npassword = \"sec\\\"ret\"", "line 2"},
      {"login = \"USER\"\npassword = \"secret\" x", "line 2"},
      {"login = \"USER\"\npassword = \"secret", "line 2"},
      {"login = \"USER\"\npassword = \"\"", "line 2"},
      {"[post]\nlogin = \"USER\"", "line 1"},
      {"logins = \"USER\"", "line 1"},
  }));
  const auto credentials = parse_credentials(text);
  REQUIRE_FALSE(credentials);
  CHECK_THAT(credentials.error().detail, Catch::Contains(line));
  CHECK_THAT(credentials.error().detail, !Catch::Contains("secret"));
}

TEST_CASE("faults take known names with values in range") {
  Faults faults;
  REQUIRE(faults.set(std::vector<std::string>{"stall=0.25", "quota=100", "latency_ms=20", "seed=7", "refuse=1"}));
  CHECK(faults.share("stall") == 0.25);
  CHECK(faults.quota() == 100);
  CHECK(faults.latency_ms() == 20);
  CHECK(faults.hits("refuse", "any"));
  CHECK_FALSE(faults.hits("truncate", "any"));
}

TEST_CASE("other names and values are refused and nothing is changed") {
  const std::string bad = GENERATE("stal=0.1", "stall", "stall=", "stall=x", "stall=1.01", "stall=-0.1", "stall=nan",
                                   "quota=1.5", "quota=-1", "seed=x", "latency_ms=600001", "=1", "stall=0.1x");
  Faults faults;
  const auto set = faults.set(std::vector<std::string>{"refuse=0.5", bad});
  REQUIRE_FALSE(set);
  CHECK(set.error().kind == ErrorKind::usage);
  CHECK(faults.share("refuse") == 0);
}

TEST_CASE("faults outlive the process in their file") {
  const TempFolder folder;
  system::PosixFiles files;
  const Path file = folder.path() / "postsim" / "faults.json";
  CHECK(load_faults(files, file).value().share("late") == 0);
  Faults faults;
  REQUIRE(faults.set(std::vector<std::string>{"late=0.5", "seed=4294967295"}));
  REQUIRE(save_faults(files, file, faults));
  const auto loaded = load_faults(files, file);
  REQUIRE(loaded);
  CHECK(loaded.value().share("late") == 0.5);
  CHECK(loaded.value().share("seed") == 4294967295.0);
  write_file(file, "{\"late\":7}");
  CHECK_FALSE(load_faults(files, file));
  write_file(file, "[]");
  CHECK_FALSE(load_faults(files, file));
}

TEST_CASE("a share hits about that many, the same ones each time, others with another seed") {
  int hits = 0;
  int moved = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = std::to_string(i);
    const bool hit = falls(0.3, key, "stall", 1);
    CHECK(hit == falls(0.3, key, "stall", 1));
    hits += hit ? 1 : 0;
    moved += hit != falls(0.3, key, "stall", 2) ? 1 : 0;
  }
  CHECK(hits > 2700);
  CHECK(hits < 3300);
  CHECK(moved > 3500);
  CHECK_FALSE(falls(0, "x", "stall", 1));
  CHECK(falls(1, "x", "stall", 1));
}

TEST_CASE("picks stay in their range and reach both ends") {
  bool low = false;
  bool high = false;
  for (int i = 0; i < 200; ++i) {
    const int picked = pick(std::to_string(i), "test", 3, 5);
    REQUIRE(picked >= 3);
    REQUIRE(picked <= 5);
    low = low || picked == 3;
    high = high || picked == 5;
  }
  CHECK(low);
  CHECK(high);
  CHECK(pick("a", "one", 4, 4) == 4);
}

}  // namespace postproof::postsim
