#include "orders/place_order.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "tests/orders/confirm_fixtures.hpp"
#include "tests/orders/order_fixtures.hpp"

namespace postproof::orders {

namespace {

/// Gives 1, 2, 3, ...
class Counting final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = ++last_;
  }

 private:
  std::uint8_t last_ = 0;
};

Order order_of(const AccountId& account) {
  Order order = check_order(good_form(), FakeChecks{}, FieldNaming::json_path).value();
  order.account_id = account;
  order.language = Language::en;
  return order;
}

/// What placing writes to.
struct Desk {
  MemoryTransaction store;
  Rules rules;
  Counting entropy;

  Result<Letter> place(const AccountId& account, Instant now) {
    return place_order(store, order_of(account), rules, now, entropy, "portal");
  }
  Result<ImportOutcome> import(const char* request, const AccountId& account, Bytes hash, Instant now) {
    return place_imported(store, {RequestId{request}, order_of(account), std::move(hash)}, rules, now, entropy,
                          "import");
  }
};

bool nothing_written(const MemoryTransaction& store) {
  return store.rows.empty() && store.notices.empty() && store.history.empty() && store.imports.empty();
}

}  // namespace

TEST_CASE("An order becomes a letter with an id, a track number and a notice") {
  Desk desk;
  const auto placed = desk.place(anna, t0);
  REQUIRE(placed);
  const Letter& letter = placed.value();
  CHECK(is_letter_id(letter.id.str()));
  CHECK(letter.account_id == anna);
  CHECK(letter.status == LetterStatus::ordered);
  CHECK(letter.code_status == CodeStatus::none);
  CHECK(letter.language == Language::en);
  CHECK(letter.ordered_at == t0);
  CHECK_FALSE(letter.batch_id);
  CHECK_FALSE(letter.expires_at);
  REQUIRE(desk.store.rows.size() == 1);
  CHECK(desk.store.rows[0].letter.id == letter.id);
  CHECK(desk.store.rows[0].letter.track_number == letter.track_number);
  REQUIRE(desk.store.notices.size() == 1);
  CHECK(desk.store.notices[0].type == NoticeType::letter_ordered);
  CHECK(desk.store.notices[0].at == t0);
  CHECK(desk.store.notices[0].account_id == anna);
  CHECK(desk.store.notices[0].data == boost::json::object{{"track_number", letter.track_number.str()}});
  CHECK(desk.store.history == std::vector<std::string>{letter.id.str() + " letter >ordered by portal"});
}

TEST_CASE("No two letters share an id or a track number") {
  Desk desk;
  std::set<LetterId> ids;
  std::set<TrackNumber> numbers;
  for (int i = 0; i < 10; ++i) {
    const Letter letter = desk.place(AccountId{"acc-" + std::to_string(i)}, t0).value();
    CHECK(ids.insert(letter.id).second);
    CHECK(numbers.insert(letter.track_number).second);
  }
}

TEST_CASE("A refused order writes nothing and uses no track number") {
  Desk desk;
  desk.rules.ordering_enabled = false;
  CHECK(desk.place(anna, t0).error().kind == ErrorKind::ordering_disabled);
  CHECK(desk.store.track_numbers_left == 1000);
  CHECK(nothing_written(desk.store));
  Desk second;
  REQUIRE(second.place(anna, t0));
  CHECK(second.place(anna, t0 + seconds{2'591'999}).error().kind == ErrorKind::letter_already_pending);
  CHECK(second.store.rows.size() == 1);
  CHECK(second.store.notices.size() == 1);
  CHECK(second.place(anna, t0 + seconds{2'592'000}));
}

TEST_CASE("Exhausted track numbers are told after every refusal of the rules") {
  Desk desk;
  desk.store.track_numbers_left = 0;
  CHECK(desk.place(anna, t0).error().kind == ErrorKind::track_numbers_exhausted);
  CHECK(nothing_written(desk.store));
  desk.store.confirmed[anna] = {t0, std::nullopt};
  CHECK(desk.place(anna, t0).error().kind == ErrorKind::account_already_confirmed);
}

TEST_CASE("An account that the store knows as confirmed may not order, whatever level the portal tells") {
  Desk desk;
  desk.store.confirmed[anna] = {t0 - days_in_seconds(400), std::nullopt};
  CHECK(desk.place(anna, t0).error().kind == ErrorKind::account_already_confirmed);
}

TEST_CASE("An imported order is placed once, however often it is repeated") {
  Desk desk;
  CHECK(desk.import("r1", anna, {1, 2}, t0).value() == ImportOutcome::placed);
  CHECK(desk.import("r1", anna, {1, 2}, t0).value() == ImportOutcome::already);
  CHECK(desk.import("r1", anna, {1, 2}, t0 + days_in_seconds(400)).value() == ImportOutcome::already);
  CHECK(desk.store.rows.size() == 1);
  CHECK(desk.store.notices.size() == 1);
}

TEST_CASE("A request id that was used for other content is refused, before any rule of ordering") {
  Desk desk;
  REQUIRE(desk.import("r1", anna, {1, 2}, t0));
  CHECK(desk.import("r1", boris, {1, 3}, t0).error().kind == ErrorKind::request_id_reused);
  desk.rules.ordering_enabled = false;
  CHECK(desk.import("r1", anna, {9}, t0).error().kind == ErrorKind::request_id_reused);
  CHECK(desk.import("r1", anna, {1, 2}, t0).value() == ImportOutcome::already);
  CHECK(desk.store.rows.size() == 1);
}

TEST_CASE("A request id is remembered only where its order was placed") {
  Desk desk;
  desk.rules.ordering_enabled = false;
  CHECK(desk.import("r1", anna, {1}, t0).error().kind == ErrorKind::ordering_disabled);
  CHECK(desk.store.imports.empty());
  desk.rules.ordering_enabled = true;
  CHECK(desk.import("r1", anna, {2}, t0).value() == ImportOutcome::placed);
  CHECK(desk.import("r2", anna, {3}, t0).error().kind == ErrorKind::letter_already_pending);
  CHECK(desk.store.imports.size() == 1);
}

}  // namespace postproof::orders
