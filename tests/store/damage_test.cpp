// What a damaged database file may lead to: a refusal, never somebody else's name and never a silent loss.

#include <random>

#include <catch2/catch.hpp>

#include "store/recipient_box.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

constexpr std::size_t page_bytes = 4096;

/// A database of some letters, wholly in its main file, closed.
struct Closed {
  TempFolder folder;
  std::vector<orders::Letter> letters;
  std::string bytes;

  Closed() {
    OpenStore made(file());
    made.add_range();
    letters = made.place_many(40);
    good(made.night().empty_log());
    made.database.reset();
    bytes = text_of_file(file());
  }
  Path file() const { return folder / "postproof.db"; }
  void lay(const std::string& content) const {
    for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(file().string() + tail);
    write_file(file(), content);
  }
};

bool is_refusal_of_damage(const Error& error) {
  return error.kind == ErrorKind::data_corrupt || error.kind == ErrorKind::configuration_invalid ||
         error.kind == ErrorKind::service_unavailable;
}

}  // namespace

TEST_CASE("no page of the database can be overwritten without its opening noticing") {
  const Closed closed;
  KeySet keys;
  const ManualClock clock(monday_morning());
  const store::DatabaseWorld world{*keys.personal, *keys.nonces, clock,
                                   [](ByteView bytes) { return codegen::sha256(bytes); }};
  const std::size_t pages = closed.bytes.size() / page_bytes;
  REQUIRE(pages > 20);
  for (std::size_t page = 0; page < pages; ++page) {
    for (const char filler : {'\0', '\xFF', 'A'}) {
      std::string damaged = closed.bytes;
      damaged.replace(page * page_bytes, page_bytes, std::string(page_bytes, filler));
      closed.lay(damaged);
      const auto opened = store::Database::open(closed.file(), world, false, true);
      INFO("page " << page + 1 << " of " << static_cast<int>(filler));
      REQUIRE_FALSE(opened);
      CHECK(is_refusal_of_damage(opened.error()));
    }
  }
}

TEST_CASE("a database cut short is damaged data") {
  const Closed closed;
  OpenStore other(closed.folder / "other.db");
  const std::size_t pages = closed.bytes.size() / page_bytes;
  for (const std::size_t kept : {std::size_t{1}, pages / 2, pages - 1}) {
    closed.lay(closed.bytes.substr(0, kept * page_bytes));
    const auto opened = store::Database::open(closed.file(), other.world(), false, true);
    INFO(kept << " pages kept");
    REQUIRE_FALSE(opened);
    CHECK(opened.error().kind == ErrorKind::data_corrupt);
  }
}

TEST_CASE("a flipped byte gives the right person or a refusal, never another answer") {
  const Closed closed;
  OpenStore other(closed.folder / "other.db");
  std::mt19937_64 random(20261123);
  int refused = 0;
  int answered = 0;
  for (int round = 0; round < 60; ++round) {
    std::string damaged = closed.bytes;
    const std::size_t place = random() % damaged.size();
    damaged[place] = static_cast<char>(damaged[place] ^ static_cast<char>(1U << (random() % 8)));
    closed.lay(damaged);
    INFO("byte " << place);
    const auto opened = store::Database::open(closed.file(), other.world(), false, true);
    if (!opened) {
      CHECK(is_refusal_of_damage(opened.error()));
      ++refused;
      continue;
    }
    for (std::size_t i = 0; i < closed.letters.size(); ++i) {
      const auto person = opened.value()->desk().open_letter(closed.letters[i].id);
      if (!person) {
        CHECK(is_refusal_of_damage(person.error()));
        ++refused;
      } else if (person.value()) {
        CHECK(person.value()->recipient == order_of(static_cast<int>(i)).recipient);
        CHECK(person.value()->address == order_of(static_cast<int>(i)).address);
        ++answered;
      } else {
        // The letter's own id was hit: the check of the stored data tells it.
        const auto found = opened.value()->desk().inconsistencies();
        CHECK((!found || !found.value().empty()));
      }
    }
  }
  CHECK(refused > 0);
  CHECK(answered > 0);
}

TEST_CASE("a status that is none of ours is damaged data") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const orders::Letter letter = store.place(order_of(1));
  store.sql("UPDATE letters SET status = 'delivrred'");
  const auto read = store.desk().letter(letter.id);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::data_corrupt);
}

TEST_CASE("a box moved to another letter, or changed, is refused") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const std::vector<orders::Letter> letters = store.place_many(2);
  const std::string change =
      GENERATE("UPDATE recipients SET box = (SELECT box FROM recipients WHERE letter_no = 2) WHERE letter_no = 1",
               "UPDATE recipients SET box = CAST(substr(box, 1, length(box) - 1) || X'00' AS BLOB) WHERE letter_no = 1",
               "UPDATE recipients SET box = X'' WHERE letter_no = 1",
               "UPDATE recipients SET box = X'010264310000000000000000000000000000' WHERE letter_no = 1");
  store.sql(change);
  const auto opened = store.desk().open_letter(letters[0].id);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == ErrorKind::data_corrupt);
  CHECK(good(store.desk().open_letter(letters[1].id)).value().recipient == order_of(1).recipient);
}

TEST_CASE("a box sealed under a key that is gone is refused") {
  const TempFolder folder;
  {
    OpenStore made(folder / "postproof.db", 1);
    made.add_range();
    made.place(order_of(1));
  }
  OpenStore other(folder / "postproof.db", 2);
  const LetterId id{other.ask("SELECT letter_id FROM letters")};
  const auto opened = other.desk().open_letter(id);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == ErrorKind::data_corrupt);
}
