#include <map>

#include <catch2/catch.hpp>

#include "tests/tracking/poll_house.hpp"

namespace postproof::tracking {
namespace {

using test::at;
using test::House;

constexpr int letters = 3000;
constexpr int budget = 1200;
constexpr seconds quarter{16 * 60};

/// More letters than the budget lets be asked as often as the plan would like: 3000 by tickets of 10, twice a day, two
/// calls each, would take 1200 of 960.
struct Crowd : House {
  Crowd() : House(letters) {
    settings.items_per_ticket = 10;
    settings.daily_budget = budget;
  }

  /// Lives for so long and notes the calls of each hour.
  void live(seconds duration) {
    for (const Instant end = clock.now() + duration; clock.now() < end; clock.advance(quarter)) {
      const PollSummary summary = poll();
      calls_of_hour[unix_seconds_of(clock.now()) / 3600] += summary.calls;
      post.seen.clear();
    }
  }
  int most_calls_of_an_hour(Instant from) const {
    int most = 0;
    for (const auto& [hour, calls] : calls_of_hour) {
      if (hour >= unix_seconds_of(from) / 3600) most = std::max(most, calls);
    }
    return most;
  }
  Instant longest_ago() const {
    Instant oldest = clock.now();
    for (const TrackNumber& number : numbers) {
      const auto seen = store.checked.find(number);
      oldest = std::min(oldest, seen == store.checked.end() ? Instant{} : seen->second);
    }
    return oldest;
  }

  std::map<std::int64_t, int> calls_of_hour;
};

TEST_CASE("no letter starves, the budget holds, and the calls spread over the day") {
  Crowd crowd;
  crowd.clock.set(at("2026-12-01T00:00:00+03:00"));
  crowd.live(days_in_seconds(2));
  const Instant settled = crowd.clock.now();
  crowd.live(days_in_seconds(4));
  for (const auto& [day, calls] : crowd.store.calls) CHECK(calls <= budget);
  // Twice the half day of the plan, and half as much again where the place on the round wants it.
  CHECK(crowd.longest_ago() > crowd.clock.now() - seconds{36 * 3600} - quarter * 3);
  CHECK(crowd.most_calls_of_an_hour(settled) <= 2 * budget / 24 + 20);
  CHECK(crowd.post.asked_too_early == 0);
}

TEST_CASE("after an outage the backlog is worked off over the day, oldest first, without a burst") {
  Crowd crowd;
  crowd.settings.daily_budget = 24'000;
  crowd.clock.set(at("2026-12-01T00:00:00+03:00"));
  crowd.live(days_in_seconds(1));
  crowd.post.down = true;
  crowd.live(days_in_seconds(2));
  crowd.post.down = false;
  const Instant back = crowd.clock.now();
  crowd.live(days_in_seconds(1));
  CHECK(crowd.most_calls_of_an_hour(back) <= 24'000 / 24 * 2 + 20);
  CHECK(crowd.longest_ago() > back);
}

TEST_CASE("while the post is down hardly any call is spent") {
  Crowd crowd;
  crowd.clock.set(at("2026-12-01T09:00:00+03:00"));
  crowd.post.down = true;
  crowd.live(days_in_seconds(1));
  int calls = 0;
  for (const auto& [day, spent] : crowd.store.calls) calls += spent;
  CHECK(calls < 600);
}

}  // namespace
}  // namespace postproof::tracking
