#include <catch2/catch.hpp>

#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

constexpr int entries = 12;

void fill(OpenStore& store) {
  for (int i = 1; i <= entries; ++i) {
    good(store.desk().append_audit("clerk", "thing.done", "object " + std::to_string(i), "data", store.now()));
  }
}

}  // namespace

TEST_CASE("an untouched audit log follows from itself, also after opening again") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  CHECK_FALSE(good(store.desk().broken_audit_entry()));
  fill(store);
  CHECK_FALSE(good(store.desk().broken_audit_entry()));
  store.open();
  good(store.desk().append_audit("clerk", "thing.done", "after", "", store.now()));
  CHECK_FALSE(good(store.desk().broken_audit_entry()));
}

TEST_CASE("whatever is done to an entry of the audit log, the check names the first row that does not follow") {
  struct Tampering {
    const char* sql;
    int names;
  };
  const auto tampering = GENERATE(values<Tampering>({
      {"UPDATE audit SET at = at + 1 WHERE sequence = 5", 5},
      {"UPDATE audit SET actor = 'cleric' WHERE sequence = 5", 5},
      {"UPDATE audit SET action = 'thing.undone' WHERE sequence = 5", 5},
      {"UPDATE audit SET object = 'object 6' WHERE sequence = 5", 5},
      {"UPDATE audit SET data = '' WHERE sequence = 5", 5},
      {"UPDATE audit SET data = 'dat', object = object || 'a' WHERE sequence = 5", 5},
      {"UPDATE audit SET hash = (SELECT hash FROM audit WHERE sequence = 4) WHERE sequence = 5", 5},
      {"UPDATE audit SET hash = X'' WHERE sequence = 12", 12},
      {"UPDATE audit SET sequence = 100 WHERE sequence = 12", 12},
      {"DELETE FROM audit WHERE sequence = 1", 1},
      {"DELETE FROM audit WHERE sequence = 5", 5},
      {"DELETE FROM audit WHERE sequence BETWEEN 4 AND 9", 4},
      {"UPDATE audit SET sequence = -5 WHERE sequence = 5; UPDATE audit SET sequence = 5 WHERE sequence = 6; "
       "UPDATE audit SET sequence = 6 WHERE sequence = -5",
       5},
      {"DELETE FROM audit WHERE sequence = 5; UPDATE audit SET sequence = -sequence WHERE sequence > 5; "
       "UPDATE audit SET sequence = -sequence - 1 WHERE sequence < 0",
       5},
      {"INSERT INTO audit SELECT 13, at, actor, action, object, data, hash FROM audit WHERE sequence = 12", 13},
  }));
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  fill(store);
  store.sql(tampering.sql);
  INFO(tampering.sql);
  CHECK(good(store.desk().broken_audit_entry()) == std::optional<std::int64_t>{tampering.names});
  CHECK(good(store.desk().inconsistencies()).size() == 1);
}

TEST_CASE("a log cut short is noticed as soon as it goes on from what another process remembers") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  fill(store);
  store.sql("DELETE FROM audit WHERE sequence BETWEEN 6 AND 12");
  store.sql("INSERT INTO audit VALUES (6, 0, 'x', 'y', 'z', '', X'00')");
  good(store.desk().append_audit("clerk", "thing.done", "later", "", store.now()));
  CHECK(good(store.desk().broken_audit_entry()) == std::optional<std::int64_t>{6});
}

TEST_CASE("the audit log is read newest first and goes on where the page ended") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  fill(store);
  const auto first = good(store.desk().audit(INT64_MAX, 5));
  REQUIRE(first.size() == 5);
  CHECK(first.front().sequence == 12);
  CHECK(first.front().object == "object 12");
  const auto second = good(store.desk().audit(first.back().sequence, 100));
  REQUIRE(second.size() == 7);
  CHECK(second.front().sequence == 7);
  CHECK(second.back().sequence == 1);
}
