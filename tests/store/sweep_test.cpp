#include <catch2/catch.hpp>

#include "tests/support/night_shop.hpp"
#include "tracking/letter_tracking.hpp"

using namespace postproof;
using namespace postproof::test;
using orders::CodeStatus;
using orders::LetterStatus;

namespace {

/// A shop with one handed-over batch of two letters (and the test letter), acknowledged an hour later.
struct Printed {
  TempFolder folder;
  NightShop shop{folder.path()};
  batches::Batch batch;
  std::vector<LetterId> ids;
  Instant printed_at = monday_evening() + seconds{3600};

  Printed() {
    for (const orders::Letter& letter : shop.data.place_many(2)) ids.push_back(letter.id);
    batch = shop.run().batch.value();
    good(shop.data.night().record_acknowledged(batch, {Digest{}, "a", "accepted"}, {}, printed_at));
  }
  store::SweepRows& sweep() { return shop.data.db().sweep(); }
  orders::Letter letter(std::size_t i) { return shop.data.letter(ids[i]); }

  /// The post delivers a letter of the batch, the test letter included (number 2).
  void deliver(const TrackNumber& number, Instant at) {
    shop.data.clock.set(at);
    const std::vector<TrackNumber> numbers{number};
    const auto tracked = good(shop.data.db().poll().letters(numbers));
    REQUIRE(tracked.size() == 1);
    const tracking::TrackingEvent handed{2, 1, at - seconds{60}, PostalIndex{"101000"}, 0, "Вручение", "Москва"};
    const tracking::PostAnswer answer{tracking::PostAnswer::Kind::answered, {handed}};
    tracking::Harvest harvest;
    harvest.updates.push_back(tracking::update_of(tracked[0], answer, at, {}, {}));
    CHECK(good(shop.data.db().poll().apply(harvest)).written == 1);
  }
  std::size_t open_alarms(const std::string& kind) {
    const auto alarms = good(shop.data.desk().open_alarms());
    return static_cast<std::size_t>(std::ranges::count(alarms, kind, &orders::Alarm::kind));
  }
  void watch(Instant now) { good(sweep().watch(shop.data.rules, Calendar{}, now)); }
};

}  // namespace

TEST_CASE("a live code expires exactly at its instant") {
  Printed house;
  const Instant end = house.batch.expiry.expires_at;
  CHECK(format_instant(end, ZoneOffset{std::chrono::hours{2}}) == "2027-01-23T00:00:00+02:00");
  CHECK(good(house.sweep().expire_codes(end - seconds{1})) == 0);
  CHECK(house.letter(0).code_status == CodeStatus::live);
  CHECK(good(house.sweep().expire_codes(end)) == 2);
  CHECK(house.letter(0).code_status == CodeStatus::expired);
  CHECK(good(house.sweep().expire_codes(end)) == 0);
}

TEST_CASE("one reminder goes out, seven days after the delivery") {
  Printed house;
  const Instant delivered = house.printed_at + days_in_seconds(4);
  house.deliver(house.letter(0).track_number, delivered);
  CHECK(house.letter(0).status == LetterStatus::delivered);
  CHECK(good(house.sweep().remind(7, delivered + days_in_seconds(7) - seconds{1})) == 0);
  CHECK(good(house.sweep().remind(7, delivered + days_in_seconds(7))) == 1);
  CHECK(good(house.sweep().remind(7, delivered + days_in_seconds(70))) == 0);
}

TEST_CASE("no reminder goes out for a code that does not wait any more") {
  Printed house;
  const Instant delivered = house.printed_at + days_in_seconds(4);
  house.deliver(house.letter(0).track_number, delivered);
  good(house.sweep().expire_codes(house.batch.expiry.expires_at));
  CHECK(good(house.sweep().remind(7, house.batch.expiry.expires_at)) == 0);
}

TEST_CASE("five days before the last day at the office one notice goes out, not again after an extension") {
  TempFolder folder;
  OpenStore store(folder.path() / "postproof.db", 1, true);
  store.add_range();
  const orders::Letter letter = store.place(order_of(0));
  const auto notices = [&] {
    return store.ask("SELECT count(*) FROM notices WHERE body LIKE '%letter.storage_ending%'");
  };
  store.sql("UPDATE letters SET status = 'at_office', storage_until = '2026-12-30'");
  const Date day = *parse_date("2026-12-25");
  CHECK(good(store.db().sweep().tell_storage_ending(5, day - std::chrono::days{1}, store.now())) == 0);
  CHECK(good(store.db().sweep().tell_storage_ending(5, day, store.now())) == 1);
  CHECK(good(store.db().sweep().tell_storage_ending(5, day, store.now())) == 0);
  CHECK(notices() == "1");
  CHECK(store.ask("SELECT json_extract(body, '$.data.storage_until') FROM notices ORDER BY notice_no DESC") ==
        "2026-12-30");
  store.sql("UPDATE letters SET storage_until = '2027-01-10'");
  CHECK(good(store.db().sweep().tell_storage_ending(5, *parse_date("2027-01-09"), store.now())) == 0);
  CHECK(notices() == "1");
}

TEST_CASE("a test letter's storage ends without a notice, and so does a letter's that has left the office") {
  TempFolder folder;
  OpenStore store(folder.path() / "postproof.db", 1, true);
  store.add_range();
  store.place_many(2);
  store.sql("UPDATE letters SET status = 'at_office', storage_until = '2026-12-30', is_test = letter_no = 1");
  store.sql("UPDATE letters SET status = 'delivered' WHERE letter_no = 2");
  CHECK(good(store.db().sweep().tell_storage_ending(5, *parse_date("2026-12-29"), store.now())) == 0);
}

TEST_CASE("names and addresses go exactly so many days after the letter was final") {
  Printed house;
  const Instant delivered = house.printed_at + days_in_seconds(4);
  house.deliver(house.letter(0).track_number, delivered);
  CHECK(good(house.sweep().erase(30, delivered + days_in_seconds(30) - seconds{1})) == 0);
  CHECK(good(house.sweep().erase(30, delivered + days_in_seconds(30))) == 1);
  CHECK(good(house.sweep().erase(30, delivered + days_in_seconds(31))) == 0);
  CHECK_FALSE(house.shop.data.desk().open_letter(house.ids[0]));
  CHECK(good(house.shop.data.desk().open_letter(house.ids[1])));
}

TEST_CASE("a batch is closed when its last letter is final") {
  Printed house;
  const Instant later = house.printed_at + days_in_seconds(4);
  for (const batches::Member& member : house.shop.members(house.batch)) {
    CHECK(good(house.sweep().close_batches(later)) == 0);
    house.deliver(member.track_number, later);
  }
  CHECK(good(house.sweep().close_batches(later)) == 1);
  CHECK(house.shop.batch(house.batch.id).state == batches::BatchState::closed);
  CHECK(good(house.sweep().close_batches(later)) == 0);
}

TEST_CASE("attempts are forgotten a day after no window counts them") {
  Printed house;
  const Instant at = house.printed_at;
  good(house.shop.data.db().run(at, [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(transaction.reserve_attempt(AccountId{"acc-0"}, std::nullopt, at));
    return success();
  }));
  const Instant last = at + seconds{600} + days_in_seconds(1);
  CHECK(good(house.sweep().forget_attempts(seconds{600}, last)) == 0);
  CHECK(good(house.sweep().forget_attempts(seconds{600}, last + seconds{1})) == 1);
}

TEST_CASE("a letter is declared lost once, and its code is void") {
  Printed house;
  good(house.sweep().declare_lost(house.ids[0], "the post says so", "operator", house.printed_at));
  CHECK(house.letter(0).status == LetterStatus::lost);
  CHECK(house.letter(0).status_reason == "the post says so");
  CHECK(house.letter(0).code_status == CodeStatus::voided);
  CHECK(house.sweep().declare_lost(house.ids[0], "", "operator", house.printed_at).error().kind ==
        ErrorKind::state_conflict);
  CHECK(house.sweep().declare_lost(LetterId{"ltr_nobody"}, "", "operator", house.printed_at).error().kind ==
        ErrorKind::letter_not_found);
  const orders::Letter waiting = house.shop.data.place(order_of(50));
  CHECK(house.sweep().declare_lost(waiting.id, "", "operator", house.printed_at).error().kind ==
        ErrorKind::state_conflict);
}

TEST_CASE("revoking a key voids the codes that were made with it, and no others") {
  Printed house;
  CHECK(good(house.sweep().void_codes_of_key(KeyId{"k2"}, "operator", house.printed_at)) == 0);
  CHECK(good(house.sweep().void_codes_of_key(KeyId{"k1"}, "operator", house.printed_at)) == 2);
  CHECK(house.letter(1).code_status == CodeStatus::voided);
}

TEST_CASE("printed letters without a scan are named from their day on") {
  Printed house;
  const Instant now = house.printed_at + days_in_seconds(120);
  CHECK(good(house.sweep().unscanned_since(now - days_in_seconds(120) - seconds{1}, 10)).empty());
  CHECK(good(house.sweep().unscanned_since(now - days_in_seconds(120), 10)).size() == 3);
  CHECK(good(house.sweep().unscanned_since(now - days_in_seconds(120), 2)).size() == 2);
}

TEST_CASE("a batch without an answer raises an alarm after four working hours, which the answer closes") {
  TempFolder folder;
  NightShop shop(folder.path());
  const batches::Batch batch = shop.dispatched(1);  // Monday 18:30; work begins on Tuesday at 9
  const auto raised = [&](const char* instant) {
    good(shop.data.db().sweep().watch(shop.data.rules, Calendar{}, *parse_instant(instant)));
    const auto alarms = good(shop.data.desk().open_alarms());
    return std::ranges::count(alarms, "acknowledgement_missing", &orders::Alarm::kind) == 1;
  };
  CHECK_FALSE(raised("2026-11-24T13:00:00+03:00"));
  CHECK(raised("2026-11-24T13:00:01+03:00"));
  CHECK(raised("2026-11-24T15:00:00+03:00"));
  good(shop.data.night().record_acknowledged(batch, {Digest{}, "a", "accepted"}, {}, shop.data.now()));
  CHECK_FALSE(raised("2026-11-24T15:00:01+03:00"));
}

TEST_CASE("letters that the post never scanned raise an alarm after two working days, and later each its own") {
  Printed house;  // printed on Monday
  house.watch(*parse_instant("2026-11-25T23:59:59+03:00"));
  CHECK(house.open_alarms("letters_unscanned") == 0);
  house.watch(*parse_instant("2026-11-26T00:00:00+03:00"));
  CHECK(house.open_alarms("letters_unscanned") == 1);
  house.watch(house.printed_at + days_in_seconds(45) - seconds{1});
  CHECK(house.open_alarms("letter_unscanned_long") == 0);
  const Instant late = house.printed_at + days_in_seconds(45);
  house.watch(late);
  CHECK(house.open_alarms("letter_unscanned_long") == 2);
  house.deliver(house.letter(0).track_number, late);
  house.watch(late);
  CHECK(house.open_alarms("letter_unscanned_long") == 1);
}

TEST_CASE("a test letter that does not arrive within fourteen days raises an alarm, and its arrival closes it") {
  Printed house;
  const Instant late = house.printed_at + days_in_seconds(14);
  house.watch(late - seconds{1});
  CHECK(house.open_alarms("test_letter_late") == 0);
  house.watch(late);
  CHECK(house.open_alarms("test_letter_late") == 1);
  for (const batches::Member& member : house.shop.members(house.batch)) {
    if (member.is_test) house.deliver(member.track_number, late);
  }
  house.watch(late);
  CHECK(house.open_alarms("test_letter_late") == 0);
}

TEST_CASE("a batch that stays sealed for a day raises an alarm, and its hand-over closes it") {
  TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(order_of(1));
  const batches::Batch batch = shop.run(monday_evening(), false).batch.value();
  const auto raised = [&](Instant now) {
    good(shop.data.db().sweep().watch(shop.data.rules, Calendar{}, now));
    const auto alarms = good(shop.data.desk().open_alarms());
    return std::ranges::count(alarms, "letter_sealed_long", &orders::Alarm::kind) == 1;
  };
  CHECK_FALSE(raised(batch.sealed_at + days_in_seconds(1) - seconds{1}));
  CHECK(raised(batch.sealed_at + days_in_seconds(1)));
  shop.run(batch.sealed_at + days_in_seconds(1));
  CHECK_FALSE(raised(batch.sealed_at + days_in_seconds(1)));
}

TEST_CASE("fewer than a fifth of the track numbers raise an alarm, which a new range closes") {
  TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range(10'000, 10);
  const auto raised = [&] {
    good(store.db().sweep().watch(store.rules, Calendar{}, store.now()));
    const auto alarms = good(store.desk().open_alarms());
    return std::ranges::count(alarms, "track_numbers_low", &orders::Alarm::kind) == 1;
  };
  store.place_many(8);
  CHECK_FALSE(raised());
  store.place(order_of(9));
  CHECK(raised());
  store.add_range(20'000, 100);
  CHECK_FALSE(raised());
}
