#include "store/writer.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

Result<void> append(orders::Transaction& transaction, const std::string& object, Instant now) {
  return transaction.audit("test.entry", object, "", orders::Change{now, "test", ""});
}

int count(const OpenStore& store, const std::string& where) {
  return std::stoi(store.ask("SELECT count(*) FROM audit WHERE " + where));
}

void copy_database(const Path& from, const Path& to) {
  for (const char* tail : {"", "-wal"}) {
    std::filesystem::copy_file(from.string() + tail, to.string() + tail);
  }
}

}  // namespace

TEST_CASE("a piece of work that fails leaves nothing behind, and the others of its group stay") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  constexpr int pieces = 200;
  std::atomic<int> done = 0;
  std::atomic<int> refused = 0;
  std::promise<void> all;
  for (int i = 0; i < pieces; ++i) {
    store.db().submit(
        store.now(),
        [i, &store](orders::Transaction& transaction) -> Result<void> {
          PP_TRYV(append(transaction, std::to_string(i), store.now()));
          if (i % 7 == 3) return fail(ErrorKind::state_conflict, "the test says no");
          return success();
        },
        [&](Result<void> outcome) {
          if (!outcome) ++refused;
          if (++done == pieces) all.set_value();
        });
  }
  all.get_future().wait();
  CHECK(refused == 29);
  CHECK(count(store, "action = 'test.entry'") == pieces - refused);
  CHECK(count(store, "object = '3'") == 0);
  CHECK_FALSE(good(store.desk().broken_audit_entry()));
}

TEST_CASE("a failure of SQLite in one piece of work is its own refusal") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const orders::Letter letter = store.place(order_of(1));
  const auto twice = store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    return transaction.insert_letter({letter.id, order_of(2), TrackNumber{"10100026000015"}, store.now()},
                                     orders::Change{store.now(), "test", ""});
  });
  REQUIRE_FALSE(twice);
  CHECK(twice.error().kind == ErrorKind::service_unavailable);
  CHECK(store.place(order_of(3)).status == orders::LetterStatus::ordered);
  CHECK(store.ask("SELECT count(*) FROM letters") == "2");
}

TEST_CASE("what the writer called done is in the files at that moment") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  for (int i = 0; i < 5; ++i) {
    const orders::Letter letter = store.place(order_of(i));
    const Path copy = folder / ("copy" + std::to_string(i) + ".db");
    copy_database(store.file(), copy);
    OpenStore reopened(copy);
    CHECK(good(reopened.desk().letter(letter.id)).has_value());
    CHECK(good(reopened.desk().inconsistencies()).empty());
  }
}

TEST_CASE("many threads submit and every piece of work is there once") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  constexpr int threads = 8;
  constexpr int each = 60;
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> crowd;
    for (int t = 0; t < threads; ++t) {
      crowd.emplace_back([&, t] {
        for (int i = 0; i < each; ++i) {
          const Result<void> outcome = store.db().run(store.now(), [&](orders::Transaction& transaction) {
            return append(transaction, std::to_string(t * each + i), store.now());
          });
          if (!outcome) ++failures;
        }
      });
    }
  }
  CHECK(failures == 0);
  CHECK(store.ask("SELECT count(DISTINCT object) FROM audit WHERE action = 'test.entry'") == "480");
  CHECK_FALSE(good(store.desk().broken_audit_entry()));
}

TEST_CASE("two databases on one file in two threads lose nothing") {
  const TempFolder folder;
  OpenStore one(folder / "postproof.db");
  OpenStore two(folder / "postproof.db", 2);
  constexpr int each = 60;
  const auto write = [](OpenStore& store, const std::string& name) {
    for (int i = 0; i < each; ++i) {
      good(store.db().run(store.now(), [&](orders::Transaction& transaction) {
        return append(transaction, name + std::to_string(i), store.now());
      }));
      if (i % 20 == 19) good(store.night().empty_log());
    }
  };
  {
    const std::jthread first([&] { write(one, "a"); });
    const std::jthread second([&] { write(two, "b"); });
  }
  CHECK(count(one, "action = 'test.entry'") == 2 * each);
  CHECK_FALSE(good(two.desk().broken_audit_entry()));
  CHECK(good(one.desk().inconsistencies()).empty());
}

TEST_CASE("two processes on one file lose nothing, also when one is killed at work") {
  const TempFolder folder;
  const Path file = folder / "postproof.db";
  { OpenStore made(file); }
  constexpr int each = 60;
  const auto write = [&file](const std::string& name, int pieces) {
    OpenStore store(file);
    for (int i = 0; i < pieces; ++i) {
      good(store.db().run(store.now(), [&](orders::Transaction& transaction) {
        return append(transaction, name + std::to_string(i), store.now());
      }));
    }
  };
  const auto child_of = [&](const std::string& name, int pieces) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        write(name, pieces);
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    return child;
  };
  const pid_t steady = child_of("a", each);
  const pid_t killed = child_of("c", 1'000'000);
  write("b", each);
  ::kill(killed, SIGKILL);
  int status = 0;
  ::waitpid(killed, &status, 0);
  ::waitpid(steady, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  OpenStore store(file);
  CHECK(count(store, "object GLOB 'a*'") == each);
  CHECK(count(store, "object GLOB 'b*'") == each);
  CHECK_FALSE(good(store.desk().broken_audit_entry()));
  CHECK(good(store.desk().inconsistencies()).empty());
  CHECK(store.ask("PRAGMA integrity_check") == "ok");
}

TEST_CASE("the floor of time is the largest instant of work that succeeded") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  CHECK(good(store.desk().clock_floor()) == Instant{});
  const auto work_at = [&](Instant now, bool succeeds) {
    return store.db().run(now, [&](orders::Transaction&) -> Result<void> {
      if (!succeeds) return fail(ErrorKind::state_conflict, "no");
      return success();
    });
  };
  good(work_at(store.now(), true));
  CHECK(good(store.desk().clock_floor()) == store.now());
  good(work_at(store.now() - seconds{60}, true));
  CHECK_FALSE(work_at(store.now() + seconds{60}, false));
  CHECK(good(store.desk().clock_floor()) == store.now());
  good(work_at(store.now() + seconds{1}, true));
  CHECK(good(store.desk().clock_floor()) == store.now() + seconds{1});

  good(store.desk().accept_clock("operator", store.now() - days_in_seconds(3)));
  CHECK(good(store.desk().clock_floor()) == store.now() - days_in_seconds(3));
}

TEST_CASE("emptying the log gives up in some seconds while somebody reads, and works afterwards") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  {
    store::Connection reader(store.file(), store::Connection::Mode::read_only);
    reader.execute("BEGIN");
    reader.execute("SELECT count(*) FROM letters");
    store.place(order_of(1));
    const Result<void> refused = store.night().empty_log();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::service_unavailable);
    CHECK(store.place(order_of(2)).status == orders::LetterStatus::ordered);
    reader.execute("COMMIT");
  }
  good(store.night().empty_log());
  CHECK(std::filesystem::file_size(store.file().string() + "-wal") == 0);
}
