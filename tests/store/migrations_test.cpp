#include "store/migrations.hpp"

#include <catch2/catch.hpp>

#include "store/database.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;
using store::Connection;

namespace {

Result<std::unique_ptr<store::Database>> open_at(OpenStore& other, const Path& file, bool create = false) {
  return store::Database::open(file, other.world(), create, true);
}

void make_foreign(const Path& file) {
  Connection connection(file, Connection::Mode::read_write);
  connection.execute("CREATE TABLE recipes (title TEXT)");
  connection.execute("INSERT INTO recipes VALUES ('soup')");
}

}  // namespace

TEST_CASE("steps go up by one from version 1") {
  int expected = 1;
  for (const store::Migration& step : store::migrations()) CHECK(step.to_version == expected++);
  CHECK(expected > 1);
}

TEST_CASE("an empty file becomes a database of the newest version, and a second time nothing happens") {
  const TempFolder folder;
  Connection connection(folder / "new.db", Connection::Mode::read_write);
  CHECK(store::schema_version(connection) == 0);
  good(store::migrate(connection));
  const int newest = store::migrations().back().to_version;
  CHECK(store::schema_version(connection) == newest);
  connection.execute("INSERT INTO meta (key, value) VALUES ('kept', 7)");
  good(store::migrate(connection));
  CHECK(store::schema_version(connection) == newest);
  store::Query row = connection.query("SELECT value FROM meta WHERE key = 'kept'");
  REQUIRE(row.next());
  CHECK(row.integer(0) == 7);
}

TEST_CASE("a database that is not there is made only when asked") {
  const TempFolder folder;
  OpenStore other(folder / "other.db");
  const auto refused = open_at(other, folder / "missing.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::configuration_invalid);
  CHECK_FALSE(std::filesystem::exists(folder / "missing.db"));
  CHECK(open_at(other, folder / "missing.db", true));
}

TEST_CASE("a database of another program is refused and left as it was") {
  const TempFolder folder;
  OpenStore other(folder / "other.db");
  make_foreign(folder / "foreign.db");
  const std::string before = text_of_file(folder / "foreign.db");
  const auto refused = open_at(other, folder / "foreign.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::configuration_invalid);
  CHECK_THAT(refused.error().detail, Catch::Contains("another program"));
  CHECK((text_of_file(folder / "foreign.db") == before));
}

TEST_CASE("a database of a newer program is refused and keeps its version") {
  const TempFolder folder;
  {
    OpenStore made(folder / "new.db");
    made.sql("PRAGMA user_version = 99");
  }
  OpenStore other(folder / "other.db");
  const auto refused = open_at(other, folder / "new.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::configuration_invalid);
  CHECK_THAT(refused.error().detail, Catch::Contains("newer postproof (schema 99)"));
  Connection connection(folder / "new.db", Connection::Mode::read_write);
  CHECK(store::schema_version(connection) == 99);
}

TEST_CASE("a file that is no database is damaged data") {
  const TempFolder folder;
  OpenStore other(folder / "other.db");
  write_file(folder / "text.db", std::string(8192, 'x'));
  const auto refused = open_at(other, folder / "text.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::data_corrupt);
}
