#include "orders/reorder_rule.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace postproof::orders {

namespace {

const Instant t0 = instant_of(1'795'417'200);  // 2026-11-23T10:00:00+03:00
constexpr seconds second{1};
constexpr seconds thirty_days{2'592'000};

AccountLetter letter_at(Instant ordered_at, LetterStatus status, CodeStatus code = CodeStatus::none,
                        const char* id = "ltr_a") {
  return {LetterId{id}, ordered_at, status, code};
}

std::string answer(const AccountFacts& account, const Rules& rules, Instant now,
                   AccountLevel level = AccountLevel::standard) {
  const auto allowed = may_order(level, account, rules, now);
  return allowed ? "" : std::string(code_of(allowed.error().kind));
}

}  // namespace

TEST_CASE("A letter binds its account for 30 days to the second, and its status only names the refusal") {
  struct Row {
    LetterStatus status;
    const char* inside;
  };
  for (const Row& row : {
           Row{LetterStatus::ordered, "letter_already_pending"},
           Row{LetterStatus::sealed, "letter_already_pending"},
           Row{LetterStatus::dispatched, "letter_already_pending"},
           Row{LetterStatus::printed, "letter_already_pending"},
           Row{LetterStatus::accepted, "letter_already_pending"},
           Row{LetterStatus::in_transit, "letter_already_pending"},
           Row{LetterStatus::at_office, "letter_already_pending"},
           Row{LetterStatus::returning, "letter_already_pending"},
           Row{LetterStatus::delivered, "reorder_too_early"},
           Row{LetterStatus::returned, "reorder_too_early"},
           Row{LetterStatus::lost, "reorder_too_early"},
           Row{LetterStatus::cancelled, ""},
           Row{LetterStatus::rejected, ""},
       }) {
    CAPTURE(name_of(row.status));
    const AccountFacts account{std::nullopt, {letter_at(t0, row.status)}};
    for (const seconds after : {seconds{0}, second, days_in_seconds(29), thirty_days - second}) {
      CAPTURE(after.count());
      CHECK(answer(account, Rules{}, t0 + after) == row.inside);
    }
    CHECK(answer(account, Rules{}, t0 + thirty_days).empty());
    CHECK(answer(account, Rules{}, t0 + thirty_days + second).empty());
  }
}

TEST_CASE("A refusal inside the days names the letter, the instant and the wait") {
  for (const LetterStatus status : {LetterStatus::ordered, LetterStatus::delivered}) {
    const AccountFacts account{std::nullopt, {letter_at(t0, status)}};
    const auto refused = may_order(AccountLevel::standard, account, Rules{}, t0 + days_in_seconds(10) + second);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().facts.letter_id == "ltr_a");
    CHECK(refused.error().facts.reorder_allowed_at == t0 + thirty_days);
    CHECK(refused.error().facts.retry_after == days_in_seconds(20) - second);
  }
}

TEST_CASE("The days are those of the configuration") {
  Rules rules;
  const AccountFacts account{std::nullopt, {letter_at(t0, LetterStatus::delivered)}};
  rules.reorder_days = 7;
  CHECK(answer(account, rules, t0 + days_in_seconds(7) - second) == "reorder_too_early");
  CHECK(answer(account, rules, t0 + days_in_seconds(7)).empty());
  rules.reorder_days = 0;
  CHECK(answer(account, rules, t0).empty());
}

TEST_CASE("Returned and locked letters bind unless the configuration frees them") {
  struct Row {
    LetterStatus status;
    CodeStatus code;
    bool returned_frees;
    bool locked_frees;
    const char* expected;
  };
  using L = LetterStatus;
  using C = CodeStatus;
  for (const Row& row : {
           Row{L::returned, C::voided, false, false, "reorder_too_early"},
           Row{L::returned, C::voided, false, true, "reorder_too_early"},
           Row{L::returned, C::voided, true, false, ""},
           Row{L::returning, C::live, true, true, "letter_already_pending"},
           Row{L::lost, C::voided, true, true, "reorder_too_early"},
           Row{L::delivered, C::locked, false, false, "reorder_too_early"},
           Row{L::delivered, C::locked, true, false, "reorder_too_early"},
           Row{L::delivered, C::locked, false, true, ""},
           Row{L::in_transit, C::locked, false, true, ""},
           Row{L::delivered, C::expired, true, true, "reorder_too_early"},
       }) {
    CAPTURE(name_of(row.status), name_of(row.code), row.returned_frees, row.locked_frees);
    Rules rules;
    rules.returned_frees_reorder = row.returned_frees;
    rules.locked_frees_reorder = row.locked_frees;
    const AccountFacts account{std::nullopt, {letter_at(t0, row.status, row.code)}};
    CHECK(answer(account, rules, t0 + second) == row.expected);
    CHECK(reorder_allowed_at(account, rules).has_value() == (std::string(row.expected) != ""));
  }
}

TEST_CASE("The days run from the newest counted letter, whatever the order of the list") {
  const auto old = letter_at(t0, LetterStatus::delivered, CodeStatus::replaced, "ltr_old");
  const auto newer = letter_at(t0 + days_in_seconds(31), LetterStatus::accepted, CodeStatus::live, "ltr_new");
  const auto cancelled = letter_at(t0 + days_in_seconds(40), LetterStatus::cancelled, CodeStatus::none, "ltr_c");
  for (const AccountFacts& account :
       {AccountFacts{std::nullopt, {cancelled, newer, old}}, AccountFacts{std::nullopt, {old, newer, cancelled}}}) {
    CHECK(reorder_allowed_at(account, Rules{}) == t0 + days_in_seconds(61));
    const auto refused = may_order(AccountLevel::standard, account, Rules{}, t0 + days_in_seconds(61) - second);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().facts.letter_id == "ltr_new");
    CHECK(may_order(AccountLevel::standard, account, Rules{}, t0 + days_in_seconds(61)));
  }
  CHECK_FALSE(reorder_allowed_at(AccountFacts{}, Rules{}));
  CHECK_FALSE(reorder_allowed_at(AccountFacts{std::nullopt, {cancelled}}, Rules{}));
}

TEST_CASE("A leap day, a new year and a change of months are seconds like any others") {
  const auto at = [](const char* text) { return parse_instant(text).value(); };
  struct Row {
    const char* ordered;
    const char* free;
  };
  for (const Row& row : {Row{"2028-02-28T12:00:00+03:00", "2028-03-29T12:00:00+03:00"},
                         Row{"2028-02-29T12:00:00+03:00", "2028-03-30T12:00:00+03:00"},
                         Row{"2026-12-31T23:59:59+03:00", "2027-01-30T23:59:59+03:00"},
                         Row{"2027-01-31T00:00:00+03:00", "2027-03-02T00:00:00+03:00"}}) {
    CAPTURE(row.ordered);
    const AccountFacts account{std::nullopt, {letter_at(at(row.ordered), LetterStatus::delivered)}};
    CHECK(answer(account, Rules{}, at(row.free) - second) == "reorder_too_early");
    CHECK(answer(account, Rules{}, at(row.free)).empty());
  }
}

TEST_CASE("Three orders in 30 days are the limit; cancelled ones count, and each counts 30 days to the second") {
  Rules rules;
  AccountFacts account;
  const auto cancelled_at = [](seconds after) { return letter_at(t0 + after, LetterStatus::cancelled); };
  account.letters = {cancelled_at(seconds{10}), cancelled_at(seconds{0})};
  CHECK(answer(account, rules, t0 + seconds{20}).empty());  // the third
  account.letters.insert(account.letters.begin(), cancelled_at(seconds{20}));
  CHECK(answer(account, rules, t0 + seconds{30}) == "order_limit_reached");  // the fourth
  const auto refused = may_order(AccountLevel::standard, account, rules, t0 + seconds{30});
  CHECK(refused.error().facts.retry_after == thirty_days - seconds{30});
  CHECK(answer(account, rules, t0 + thirty_days - second) == "order_limit_reached");
  CHECK(answer(account, rules, t0 + thirty_days).empty());
}

TEST_CASE("Above the limit the wait lasts until so many orders have left that one more fits") {
  AccountFacts account;
  for (int i = 4; i >= 0; --i) account.letters.push_back(letter_at(t0 + seconds{i * 100}, LetterStatus::rejected));
  const auto refused = may_order(AccountLevel::standard, account, Rules{}, t0 + seconds{1000});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::order_limit_reached);
  CHECK(refused.error().facts.retry_after == thirty_days + seconds{200} - seconds{1000});
  CHECK(answer(account, Rules{}, t0 + thirty_days + seconds{199}) == "order_limit_reached");
  CHECK(answer(account, Rules{}, t0 + thirty_days + seconds{200}).empty());
}

TEST_CASE("The limit is that of the configuration") {
  Rules rules;
  rules.order_limit = 1;
  const AccountFacts account{std::nullopt, {letter_at(t0, LetterStatus::cancelled)}};
  CHECK(answer(account, rules, t0 + second) == "order_limit_reached");
  CHECK(answer(AccountFacts{}, rules, t0).empty());
}

TEST_CASE("Refusals come in the order of the contract") {
  const AccountLetter pending = letter_at(t0, LetterStatus::in_transit);
  const AccountLetter cancelled = letter_at(t0, LetterStatus::cancelled);
  const AccountFacts everything{t0, {pending, cancelled, cancelled}};
  const AccountFacts unconfirmed{std::nullopt, {pending, cancelled, cancelled}};
  Rules off;
  off.ordering_enabled = false;
  struct Row {
    AccountLevel level;
    const AccountFacts& account;
    const Rules& rules;
    const char* expected;
  };
  const Rules on;
  const AccountFacts nothing;
  using A = AccountLevel;
  for (const Row& row : {
           Row{A::simplified, everything, off, "ordering_disabled"},
           Row{A::standard, nothing, off, "ordering_disabled"},
           Row{A::simplified, everything, on, "account_not_standard"},
           Row{A::simplified, nothing, on, "account_not_standard"},
           Row{A::confirmed, everything, on, "account_already_confirmed"},
           Row{A::confirmed, nothing, on, "account_already_confirmed"},
           Row{A::standard, everything, on, "account_already_confirmed"},
           Row{A::standard, unconfirmed, on, "letter_already_pending"},
           Row{A::standard, nothing, on, ""},
       }) {
    CAPTURE(row.expected);
    CHECK(answer(row.account, row.rules, t0 + second, row.level) == row.expected);
  }
}

}  // namespace postproof::orders
