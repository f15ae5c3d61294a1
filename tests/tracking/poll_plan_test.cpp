#include "tracking/poll_plan.hpp"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"

namespace postproof::tracking {
namespace {

using orders::LetterStatus;
using test::at;

const Instant now = at("2026-12-10T12:00:00+03:00");
const PlanRules rules;

PlanFacts facts(LetterStatus status, Instant changed = now) {
  return {TrackNumber{"10100024004170"}, status, changed, std::nullopt, std::nullopt};
}

TEST_CASE("how often a letter is asked about follows its state and age") {
  const seconds hour{3600};
  struct Row {
    LetterStatus status;
    int days_unchanged;
    std::optional<seconds> interval;
  };
  for (const Row& row : {Row{LetterStatus::ordered, 0, std::nullopt}, Row{LetterStatus::sealed, 0, std::nullopt},
                         Row{LetterStatus::cancelled, 0, std::nullopt}, Row{LetterStatus::rejected, 0, std::nullopt},
                         Row{LetterStatus::dispatched, 0, 24 * hour}, Row{LetterStatus::dispatched, 45, 168 * hour},
                         Row{LetterStatus::printed, 0, 12 * hour}, Row{LetterStatus::accepted, 44, 12 * hour},
                         Row{LetterStatus::in_transit, 44, 12 * hour}, Row{LetterStatus::in_transit, 45, 168 * hour},
                         Row{LetterStatus::returning, 45, 168 * hour}, Row{LetterStatus::at_office, 10, 24 * hour},
                         Row{LetterStatus::at_office, 45, 168 * hour}, Row{LetterStatus::delivered, 0, 24 * hour},
                         Row{LetterStatus::delivered, 6, 24 * hour}, Row{LetterStatus::delivered, 7, std::nullopt},
                         Row{LetterStatus::returned, 7, std::nullopt}, Row{LetterStatus::lost, 7, std::nullopt}}) {
    CAPTURE(name_of(row.status), row.days_unchanged);
    CHECK(interval_of(facts(row.status, now - days_in_seconds(row.days_unchanged)), now, rules) == row.interval);
  }
}

TEST_CASE("bounds in days are exact to the second") {
  const Instant changed = now - days_in_seconds(45) + seconds{1};
  CHECK(interval_of(facts(LetterStatus::in_transit, changed), now, rules) == rules.on_the_way);
  CHECK(interval_of(facts(LetterStatus::delivered, now - days_in_seconds(7) + seconds{1}), now, rules));
}

TEST_CASE("near the end of storage the letter is asked about more often") {
  PlanFacts waiting = facts(LetterStatus::at_office);
  waiting.storage_until = parse_date("2026-12-14");
  CHECK(interval_of(waiting, now, rules) == rules.at_office);
  waiting.storage_until = parse_date("2026-12-13");
  CHECK(interval_of(waiting, now, rules) == rules.near_storage_end);
  waiting.storage_until = parse_date("2026-12-01");
  CHECK(interval_of(waiting, now, rules) == rules.near_storage_end);
}

TEST_CASE("the next question lies half to one and a half intervals ahead, and keeps its place") {
  for (int i = 0; i < 500; ++i) {
    PlanFacts one = facts(LetterStatus::in_transit);
    one.number = TrackNumber{std::to_string(10100024000000 + i * 10)};
    const Instant next = *next_poll_at(one, now, rules);
    CHECK(next >= now + rules.on_the_way / 2);
    CHECK(next < now + rules.on_the_way * 3 / 2);
    // Asked a little late, the next one still comes a whole interval after the planned instant.
    CHECK(*next_poll_at(one, next + seconds{1200}, rules) == next + rules.on_the_way);
  }
}

TEST_CASE("letters of one night spread evenly over the interval") {
  constexpr int letters = 24'000;
  std::map<std::int64_t, int> per_hour;
  for (int i = 0; i < letters; ++i) {
    PlanFacts one = facts(LetterStatus::in_transit);
    one.number = TrackNumber{std::to_string(10100024000000 + i * 10)};
    ++per_hour[unix_seconds_of(*next_poll_at(one, now, rules)) / 3600];
  }
  for (const auto& [hour, count] : per_hour) {
    CHECK(count > 1700);
    CHECK(count < 2300);
  }
  CHECK(per_hour.size() == 12);
}

TEST_CASE("an upcoming event brings the question forward, also for a letter that is done with") {
  PlanFacts done = facts(LetterStatus::delivered, now - days_in_seconds(100));
  CHECK_FALSE(next_poll_at(done, now, rules));
  done.upcoming_at = now + days_in_seconds(3);
  CHECK(next_poll_at(done, now, rules) == done.upcoming_at);
  PlanFacts moving = facts(LetterStatus::in_transit);
  moving.upcoming_at = now + seconds{60};
  CHECK(next_poll_at(moving, now, rules) == moving.upcoming_at);
  moving.upcoming_at = now + days_in_seconds(3);
  CHECK(*next_poll_at(moving, now, rules) < now + days_in_seconds(1));
}

TEST_CASE("after a question without an answer the next comes one to two hours later") {
  for (int i = 0; i < 100; ++i) {
    const Instant again = retry_at(TrackNumber{std::to_string(i)}, now, rules);
    CHECK(again >= now + rules.after_failure);
    CHECK(again < now + rules.after_failure * 2);
  }
}

TEST_CASE("neighbours among the numbers lie side by side on the round, neighbourhoods evenly") {
  const auto number_of = [](int serial) { return TrackNumber{std::to_string(10100024000000 + serial * 10)}; };
  std::map<std::uint32_t, int> per_tenth;
  std::uint32_t before = 0;
  int far = 0;
  for (int serial = 0; serial < 64'000; ++serial) {
    const std::uint32_t place = place_of(number_of(serial));
    REQUIRE(place < places);
    ++per_tenth[place / (places / 10)];
    if (serial > 0 && place != before + 1) ++far;
    before = place;
  }
  CHECK(far <= 1001);
  for (const auto& [tenth, count] : per_tenth) {
    CHECK(count > 6000);
    CHECK(count < 6800);
  }
  CHECK(place_of(TrackNumber{"RA644000001RU"}) < places);
  CHECK(place_of(TrackNumber{"RA644000001RU"}) == place_of(TrackNumber{"RA644000001RU"}));
}

TEST_CASE("intervals are stretched when the letters under way would not fit into the budget") {
  struct Row {
    std::int64_t letters;
    int budget;
    int factor;
  };
  for (const Row& row : {Row{0, 5000, 1}, Row{500'000, 5000, 1}, Row{500'001, 5000, 2}, Row{1'000'000, 5000, 2},
                         Row{1'000'001, 5000, 3}, Row{100'000'000, 5000, 28}, Row{1'000'000, 0, 1}}) {
    CAPTURE(row.letters, row.budget);
    CHECK(stretch_of(row.letters, 500, row.budget, rules) == row.factor);
  }
  const PlanRules wide = stretched(rules, 2);
  CHECK(wide.on_the_way == rules.on_the_way * 2);
  CHECK(wide.at_office == rules.at_office * 2);
  CHECK(wide.after_failure == rules.after_failure);
  CHECK(wide.silent_days == rules.silent_days);
}

TEST_CASE("calls for new tickets open over the day, a little ahead, and small budgets at once") {
  const ZoneOffset zone{std::chrono::hours{3}};
  CHECK(calls_open_by(at("2026-12-10T00:00:00+03:00"), zone, 24'000) == 1000);
  CHECK(calls_open_by(at("2026-12-10T12:00:00+03:00"), zone, 24'000) == 13'000);
  CHECK(calls_open_by(at("2026-12-10T23:30:00+03:00"), zone, 24'000) == 24'000);
  CHECK(calls_open_by(at("2026-12-10T00:00:00+03:00"), zone, 2400) == 200);
  CHECK(calls_open_by(at("2026-12-10T00:00:00+03:00"), zone, 100) == 100);
  CHECK(calls_open_by(at("2026-12-10T00:00:00+03:00"), zone, 0) == 0);
}

}  // namespace
}  // namespace postproof::tracking
