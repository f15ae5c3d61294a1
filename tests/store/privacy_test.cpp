// What may not be found in the database's files, looked for as plain bytes.

#include <catch2/catch.hpp>

#include "batches/acknowledgement.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

std::string all_bytes(const Path& database) {
  return text_of_file(database) + text_of_file(database.string() + "-wal");
}

std::string bytes_in_sql(const OpenStore& store, const std::string& question) {
  Bytes bytes;
  ensure(from_hex(store.ask(question), bytes), "SQLite's hex() gives hexadecimal");
  return std::string(text_of(bytes));
}

const std::vector<std::string>& words_about_people() {
  static const std::vector<std::string> words{"Смирнова", "Анна", "Сергеевна", "Московская", "Звенигород", "Почтовая"};
  return words;
}

std::string acknowledgement_of(const batches::Batch& batch, std::int64_t letters) {
  return R"({"batch_id":")" + batch.id.str() + R"(","manifest_sha256":")" + to_hex(*batch.manifest) +
         R"(","state":"accepted","received_at":"2026-11-24T09:00:00+03:00","letters":)" + std::to_string(letters) +
         R"(,"rejected":[]})";
}

}  // namespace

TEST_CASE("neither the database nor its log holds a name or an address in plain") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.dispatched(12);
  const std::string bytes = all_bytes(shop.data.file());
  CHECK(bytes.find("acc-1") != std::string::npos);
  for (const std::string& word : words_about_people()) {
    INFO(word);
    CHECK(bytes.find(word) == std::string::npos);
  }
}

TEST_CASE("the seed of the nonces lies sealed, and is gone from database and log once the batch is acknowledged") {
  const TempFolder folder;
  NightShop shop(folder.path());
  const batches::Batch batch = shop.dispatched(3);
  const Secret seed = good(shop.data.night().nonce_seed(batch));
  const std::string box = bytes_in_sql(shop.data, "SELECT hex(nonce_seed) FROM batches");
  REQUIRE(seed.size() == 32);
  REQUIRE(box.size() > 32);
  const std::string before = all_bytes(shop.data.file());
  CHECK(before.find(seed.expose_text()) == std::string::npos);
  CHECK(before.find(box) != std::string::npos);

  const std::string said = acknowledgement_of(batch, 4);
  const ByteView bytes = bytes_of(said);
  good(batches::take_acknowledgement(shop.data.night(), batches::AckTrust{},
                                     {batch.id.str() + ".ack.json", Bytes(bytes.begin(), bytes.end()), {}},
                                     shop.data.now()));
  CHECK(all_bytes(shop.data.file()).find(box) == std::string::npos);
  const auto gone = shop.data.night().nonce_seed(batch);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().kind == ErrorKind::state_conflict);
}

TEST_CASE("an erased letter's box is gone from database and log, and its index with it") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const std::vector<orders::Letter> letters = store.place_many(3);
  const auto box_of = [&](int letter_no) {
    return bytes_in_sql(store, "SELECT hex(box) FROM recipients WHERE letter_no = " + std::to_string(letter_no));
  };
  const std::string erased = box_of(1);
  const std::string kept = box_of(2);
  const auto too_early = store.db().sweep().erase_one(letters[0].id, "operator", store.now());
  REQUIRE_FALSE(too_early);
  CHECK(too_early.error().kind == ErrorKind::letter_not_final);
  CHECK(store.db().sweep().erase_one(LetterId{"ltr_nobody"}, "operator", store.now()).error().kind ==
        ErrorKind::letter_not_found);

  good(store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(transaction.change_letter(letters[0].id, orders::LetterStatus::ordered, orders::LetterEvent::cancel,
                                      {store.now(), "portal", ""}));
    return success();
  }));
  good(store.db().sweep().erase_one(letters[0].id, "operator", store.now()));
  good(store.db().sweep().erase_one(letters[0].id, "operator", store.now()));
  const std::string bytes = all_bytes(store.file());
  CHECK(bytes.find(erased) == std::string::npos);
  CHECK(bytes.find(kept) != std::string::npos);
  CHECK(store.ask("SELECT count(*) FROM letters WHERE letter_no = 1 AND postal_index IS NULL") == "1");
  CHECK(store.ask("SELECT count(*) FROM audit WHERE action = 'letter.erased'") == "1");
  const auto opened = store.desk().open_letter(letters[0].id);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == ErrorKind::personal_data_erased);
}
