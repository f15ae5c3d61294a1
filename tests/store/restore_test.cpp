#include "store/restore.hpp"

#include <catch2/catch.hpp>

#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::test;

TEST_CASE("a restored database is the backup's, seen by whoever has it open, and time does not go back") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const LetterId kept = store.place(order_of(1)).id;
  good(store.desk().backup(folder / "backup.db"));
  store.clock.advance(days_in_seconds(2));
  const LetterId gone = store.place(order_of(2)).id;

  good(store::restore_database(store.file(), folder / "backup.db"));
  CHECK(good(store.desk().letter(kept)));
  CHECK_FALSE(good(store.desk().letter(gone)));
  CHECK(good(store.desk().clock_floor()) == store.now());
  CHECK(store.place(order_of(3)).status == orders::LetterStatus::ordered);
  CHECK(good(store.desk().inconsistencies()).empty());
  store.open();
  CHECK(good(store.desk().letter(kept)));
}

TEST_CASE("a backup of a database that knew no time yet does not take the floor of time away") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  good(store.desk().backup(folder / "backup.db"));
  store.add_range();
  good(store::restore_database(store.file(), folder / "backup.db"));
  CHECK(good(store.desk().clock_floor()) == store.now());
}

TEST_CASE("the batches of a backup are told without touching it") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.dispatched(1);
  good(shop.data.desk().backup(folder / "backup.db"));
  const std::string before = text_of_file(folder / "backup.db");
  CHECK(good(store::batches_in_backup(folder / "backup.db")) == std::set<std::string>{"B20261123-01"});
  CHECK((text_of_file(folder / "backup.db") == before));
}

TEST_CASE("what is no sound backup of ours is refused, and the database stays") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const LetterId kept = store.place(order_of(1)).id;
  const Path other = folder / "other.db";
  SECTION("nothing there") {}
  SECTION("a folder") { std::filesystem::create_directory(other); }
  SECTION("a text") { write_file(other, "this is no database, however long it may go on"); }
  SECTION("an empty file") { write_file(other, ""); }
  SECTION("another program's database") {
    store::Connection connection(other, store::Connection::Mode::read_write);
    connection.execute("CREATE TABLE recipes (title TEXT); PRAGMA user_version = 1");
  }
  SECTION("a newer one") {
    good(store.desk().backup(other));
    store::Connection connection(other, store::Connection::Mode::read_write);
    connection.execute("PRAGMA user_version = 99");
  }
  SECTION("a damaged one") {
    good(store.desk().backup(other));
    std::string bytes = text_of_file(other);
    bytes.replace(5 * 4096, 4096, std::string(4096, 'x'));
    write_file(other, bytes);
  }
  CHECK_FALSE(store::batches_in_backup(other));
  CHECK_FALSE(store::restore_database(store.file(), other));
  CHECK(good(store.desk().letter(kept)));
}
