#include "store/operator_rows.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "orders/cancel_letter.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

std::vector<std::string> ids(const std::vector<orders::Letter>& letters) {
  std::vector<std::string> result;
  for (const orders::Letter& letter : letters) result.push_back(letter.id.str());
  return result;
}

}  // namespace

TEST_CASE("pages of letters show each letter once, newest first, while others are added") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const std::vector<orders::Letter> placed = store.place_many(23);
  std::vector<std::string> seen;
  store::LetterFilter filter;
  filter.limit = 5;
  for (int page_no = 0;; ++page_no) {
    REQUIRE(page_no < 10);
    const store::LetterPage page = good(store.desk().letters(filter));
    CHECK(page.letters.size() <= 5);
    for (const std::string& id : ids(page.letters)) seen.push_back(id);
    if (!page.next_before) break;
    filter.before = *page.next_before;
    store.place_many(2, 100 + 2 * page_no);
  }
  std::vector<std::string> expected = ids(placed);
  std::ranges::reverse(expected);
  CHECK(seen == expected);
}

TEST_CASE("a page that ends with the last letter has no next one") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  store.place_many(5);
  store::LetterFilter filter;
  filter.limit = 5;
  CHECK_FALSE(good(store.desk().letters(filter)).next_before);
  filter.limit = 4;
  CHECK(good(store.desk().letters(filter)).next_before);
  filter.before = 1;
  CHECK(good(store.desk().letters(filter)).letters.empty());
}

TEST_CASE("letters are narrowed by account, status, number and batch, alone and together") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const std::vector<orders::Letter> placed = store.place_many(6);
  good(store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(orders::cancel_letter(transaction, placed[2].id, {store.now(), "portal", ""}));
    return success();
  }));
  const auto found = [&](const auto& narrow) {
    store::LetterFilter filter;
    narrow(filter);
    return ids(good(store.desk().letters(filter)).letters);
  };
  using Filter = store::LetterFilter;
  using orders::LetterStatus;
  const std::vector<std::string> third{placed[2].id.str()};
  CHECK(found([](Filter& f) { f.account_id = AccountId{"acc-2"}; }) == third);
  CHECK(found([](Filter& f) { f.status = LetterStatus::cancelled; }) == third);
  CHECK(found([&](Filter& f) { f.track_number = placed[2].track_number; }) == third);
  CHECK(found([](Filter& f) { f.status = LetterStatus::ordered; }).size() == 5);
  CHECK(found([](Filter& f) { f.batch_id = BatchId{"B20261123-01"}; }).empty());
  CHECK(found([&](Filter& f) {
          f.account_id = AccountId{"acc-2"};
          f.track_number = placed[2].track_number;
          f.status = LetterStatus::cancelled;
        }) == third);
  CHECK(found([&](Filter& f) {
          f.account_id = AccountId{"acc-2"};
          f.track_number = placed[3].track_number;
        }).empty());
  CHECK(found([](Filter& f) {
          f.account_id = AccountId{"acc-2"};
          f.status = LetterStatus::ordered;
        }).empty());
}

TEST_CASE("statistics count letters, codes and confirmed accounts") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const std::vector<orders::Letter> placed = store.place_many(4);
  good(store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(orders::void_account(transaction, AccountId{"acc-0"}, orders::VoidReason::confirmed_elsewhere,
                                 {store.now(), "portal", ""}));
    return success();
  }));
  const store::Statistics statistics = good(store.desk().statistics());
  CHECK(statistics.letters == std::map<std::string, std::int64_t>{{"ordered", 3}, {"cancelled", 1}});
  CHECK(statistics.codes == std::map<std::string, std::int64_t>{{"none", 4}});
  CHECK(statistics.batches.empty());
  CHECK(statistics.confirmed_accounts == 1);
}

TEST_CASE("a range that shares a number with a known one is refused") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  const auto add = [&](int first, int count) {
    return store.desk().add_range({"10100026", first, count}, "operator", store.now());
  };
  good(add(100, 50));
  good(add(150, 1));
  good(add(99, 1));
  good(store.desk().add_range({"10100027", 100, 50}, "operator", store.now()));
  for (const auto& [first, count] : {std::pair{100, 50}, {149, 1}, {90, 10}, {0, 100'000}, {120, 5}}) {
    const auto refused = add(first, count);
    INFO(first << " " << count);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::range_overlap);
  }
  const auto ranges = good(store.desk().ranges());
  REQUIRE(ranges.size() == 4);
  CHECK(ranges[0].range == tracking::NumberRange{"10100026", 100, 50});
  CHECK(ranges[0].used == 0);
}

TEST_CASE("a token is found by its digest until it is revoked, and its name is given once") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  const Digest digest = codegen::sha256(bytes_of("token"));
  const Digest other = codegen::sha256(bytes_of("other"));
  good(store.desk().add_token({"portal", "portal", store.now(), {}}, digest, "init"));
  const auto same_name = store.desk().add_token({"portal", "operator", store.now(), {}}, other, "init");
  REQUIRE_FALSE(same_name);
  CHECK(same_name.error().kind == ErrorKind::state_conflict);
  CHECK_FALSE(store.desk().add_token({"second", "operator", store.now(), {}}, digest, "init"));

  CHECK(good(store.desk().token_of(digest))->role == "portal");
  CHECK_FALSE(good(store.desk().token_of(other)));
  CHECK_FALSE(good(store.desk().revoke_token("nobody", "operator", store.now())));
  CHECK(good(store.desk().revoke_token("portal", "operator", store.now())));
  CHECK_FALSE(good(store.desk().revoke_token("portal", "operator", store.now() + seconds{5})));
  CHECK(good(store.desk().token_of(digest))->revoked_at == store.now());
  CHECK(good(store.desk().tokens()).size() == 1);
}

TEST_CASE("a backup is a whole database that opens with the same keys, and holds no key") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const orders::Letter letter = store.place(order_of(1));
  good(store.desk().backup(folder / "backup.db"));
  store.place(order_of(2));
  OpenStore restored(folder / "backup.db");
  CHECK(restored.letter(letter.id).track_number == letter.track_number);
  CHECK(restored.ask("SELECT count(*) FROM letters") == "1");
  CHECK(good(restored.desk().open_letter(letter.id))->recipient == order_of(1).recipient);
  CHECK(good(restored.desk().inconsistencies()).empty());
  CHECK_FALSE(store.desk().backup(folder / "backup.db"));
}

TEST_CASE("what must hold of the stored data and does not is told in a sentence") {
  struct Breach {
    const char* sql;
    const char* told;
  };
  const auto breach = GENERATE(values<Breach>({
      {"INSERT INTO codes (letter_no, account_id, status) VALUES (1, 'acc-1', 'used')",
       "used codes have no instant of confirmation"},
      {"INSERT INTO confirmed_accounts VALUES ('acc-9', 1, NULL)", "confirmed accounts have no audit entry"},
      {"INSERT INTO confirmed_accounts SELECT 'acc-9', 1, letter_id FROM letters LIMIT 1",
       "confirmed accounts have no used code"},
      {"UPDATE letters SET status = 'sealed' WHERE letter_no = 1", "letters that left are in no batch"},
  }));
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  store.place_many(2);
  CHECK(good(store.desk().inconsistencies()).empty());
  store.sql(breach.sql);
  const auto found = good(store.desk().inconsistencies());
  CHECK_THAT(found, Catch::VectorContains("1 times: " + std::string(breach.told)));
}
