#include "tracking/fresh_look.hpp"

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/poll_house.hpp"

namespace postproof::tracking {
namespace {

using orders::LetterStatus;
using test::at;
using test::House;

TEST_CASE("a fresh look asks the single protocol once and applies the answer") {
  House house{1};
  house.history(0, "1:1/2");
  house.clock.set(at("2026-12-01T13:00:00+03:00"));
  const auto fresh = track_fresh(house.store, house.client, house.clock, house.settings, house.numbers[0]);
  CHECK(fresh.value().to == LetterStatus::accepted);
  CHECK(house.letter(0).status == LetterStatus::accepted);
  CHECK(house.store.checked.at(house.numbers[0]) == house.clock.now());
  REQUIRE(house.post.seen.size() == 1);
  CHECK(house.post.seen[0].url == "http://post.example/rtm34");
  CHECK(house.store.calls.begin()->second == 1);
}

TEST_CASE("a fresh look that fails leaves the letter as it was") {
  House house{1};
  house.history(0, "1:1/2");
  CHECK(
      track_fresh(house.store, house.client, house.clock, house.settings, TrackNumber{"10100024999990"}).error().kind ==
      ErrorKind::track_number_not_found);
  house.post.down = true;
  CHECK(track_fresh(house.store, house.client, house.clock, house.settings, house.numbers[0]).error().kind ==
        ErrorKind::remote_failed);
  house.post.down = false;
  house.post.quota = 0;
  CHECK(track_fresh(house.store, house.client, house.clock, house.settings, house.numbers[0]).error().kind ==
        ErrorKind::remote_failed);
  CHECK(house.store.has_alarm(TrackingAlarmKind::quota_spent, "post"));
  CHECK(house.letter(0).status == LetterStatus::printed);
  CHECK(house.store.checked.empty());
}

TEST_CASE("nobody is asked about a letter that never left") {
  House house{1};
  house.letter(0).status = LetterStatus::sealed;
  const auto fresh = track_fresh(house.store, house.client, house.clock, house.settings, house.numbers[0]);
  CHECK(fresh.value().to == LetterStatus::sealed);
  CHECK(house.post.seen.empty());
}

TEST_CASE("a fresh look is counted against the day's budget") {
  House house{1};
  house.settings.daily_budget = 1;
  CHECK(track_fresh(house.store, house.client, house.clock, house.settings, house.numbers[0]));
  const auto refused = track_fresh(house.store, house.client, house.clock, house.settings, house.numbers[0]);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::service_unavailable);
  CHECK(house.post.seen.size() == 1);
}

}  // namespace
}  // namespace postproof::tracking
