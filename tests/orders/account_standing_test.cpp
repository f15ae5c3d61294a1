#include "orders/account_standing.hpp"

#include <catch2/catch.hpp>

namespace postproof::orders {

namespace {

const Instant now = instant_of(1'795'417'200);  // 2026-11-23T10:00:00+03:00

std::string why_not(const AccountStanding& standing) {
  return standing.cannot_order_because ? std::string(code_of(*standing.cannot_order_because)) : "";
}

AccountFacts with_letter(Instant ordered_at, LetterStatus status = LetterStatus::printed) {
  return {std::nullopt, {AccountLetter{LetterId{"ltr_a"}, ordered_at, status, CodeStatus::live}}};
}

}  // namespace

TEST_CASE("An account that nobody knows can order and has all its attempts") {
  const AccountStanding standing = standing_of({}, {}, true, Rules{}, now);
  CHECK(why_not(standing).empty());
  CHECK_FALSE(standing.reorder_allowed_at);
  CHECK(standing.attempts_left == 5);
}

TEST_CASE("Why an account cannot order is what an order would be refused with, numbers last") {
  Rules closed;
  closed.ordering_enabled = false;
  CHECK(why_not(standing_of({}, {}, true, closed, now)) == "ordering_disabled");
  CHECK(why_not(standing_of({now, {}}, {}, true, Rules{}, now)) == "account_already_confirmed");
  CHECK(why_not(standing_of(with_letter(now - seconds{1}), {}, true, Rules{}, now)) == "letter_already_pending");
  CHECK(why_not(standing_of(with_letter(now - seconds{1}, LetterStatus::lost), {}, false, Rules{}, now)) ==
        "reorder_too_early");
  CHECK(why_not(standing_of({}, {}, false, Rules{}, now)) == "track_numbers_exhausted");
}

TEST_CASE("The instant of the next order is told to the second, past or not") {
  const Instant ordered_at = now - days_in_seconds(30);
  const AccountStanding free = standing_of(with_letter(ordered_at), {}, true, Rules{}, now);
  CHECK(why_not(free).empty());
  CHECK(free.reorder_allowed_at == now);
  CHECK(why_not(standing_of(with_letter(ordered_at + seconds{1}), {}, true, Rules{}, now)) == "letter_already_pending");
}

TEST_CASE("An attempt counts for its window and not a second longer, and never below nothing") {
  const seconds window = Rules{}.account_window;
  CHECK(standing_of({}, {now - window}, true, Rules{}, now).attempts_left == 5);
  CHECK(standing_of({}, {now - window + seconds{1}}, true, Rules{}, now).attempts_left == 4);
  CHECK(standing_of({}, std::vector<Instant>(9, now), true, Rules{}, now).attempts_left == 0);
}

}  // namespace postproof::orders
