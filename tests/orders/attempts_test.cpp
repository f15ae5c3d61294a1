#include <vector>

#include <catch2/catch.hpp>

#include "tests/orders/confirm_fixtures.hpp"

namespace postproof::orders {

namespace {

constexpr seconds second{1};
constexpr seconds window{600};

/// So many wrong codes, each alone in its window.
Instant type_wrong(ConfirmHouse& house, const AccountId& account, int times, Instant from = t0) {
  Instant now = from;
  for (int i = 0; i < times; ++i) {
    CHECK(house.type(account, wrong_code, now) == "code_not_accepted");
    now += window;
  }
  return now;
}

}  // namespace

TEST_CASE("Five wrong codes in 600 seconds are the last, to the second, and the sixth is told how long to wait") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  for (int i = 0; i < 5; ++i) {
    CHECK(house.type(anna, wrong_code, t0 + seconds{i * 10}) == "code_not_accepted");
    CHECK(house.last.facts.attempts_left == 4 - i);
  }
  CHECK(house.type(anna, right_code, t0 + seconds{50}) == "too_many_attempts");
  CHECK(house.last.facts.retry_after == seconds{550});
  CHECK(house.type(anna, right_code, t0 + window - second) == "too_many_attempts");
  CHECK(house.last.facts.retry_after == second);
  CHECK(house.store.attempts.size() == 5);
  CHECK(house.type(anna, right_code, t0 + window) == "confirmed ltr_1");
}

TEST_CASE("The window slides: each failure leaves it on its own 600th second") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  for (int i = 0; i < 5; ++i) house.type(anna, wrong_code, t0 + seconds{i * 10});
  CHECK(house.type(anna, wrong_code, t0 + window) == "code_not_accepted");
  CHECK(house.last.facts.attempts_left == 0);
  CHECK(house.type(anna, right_code, t0 + window + seconds{9}) == "too_many_attempts");
  CHECK(house.last.facts.retry_after == second);
  CHECK(house.type(anna, right_code, t0 + window + seconds{10}) == "confirmed ltr_1");
}

TEST_CASE("The last allowed attempt succeeds with the right code, and success clears the window") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  for (int i = 0; i < 4; ++i) house.type(anna, wrong_code, t0);
  CHECK(house.type(anna, right_code, t0) == "confirmed ltr_1");
  CHECK(house.store.attempts.empty());
  CHECK(house.type(anna, wrong_code, t0) == "code_not_accepted");
  CHECK(house.last.facts.attempts_left == 4);
}

TEST_CASE("A refused attempt counts nowhere") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  for (int i = 0; i < 5; ++i) house.type(anna, wrong_code, t0);
  for (int i = 0; i < 100; ++i) CHECK(house.type(anna, wrong_code, t0 + seconds{i}) == "too_many_attempts");
  CHECK(house.wrong_attempts(letter) == 5);
  CHECK(house.store.attempts.size() == 5);
  CHECK(house.type(anna, wrong_code, t0 + window) == "code_not_accepted");
  CHECK(house.last.facts.attempts_left == 4);
}

TEST_CASE("Unknown accounts and accounts without a letter have a window too, each its own") {
  ConfirmHouse house;
  const AccountId nobody{"nobody"};
  for (int i = 0; i < 5; ++i) CHECK(house.type(nobody, wrong_code, t0) == "code_not_accepted");
  CHECK(house.type(nobody, wrong_code, t0) == "too_many_attempts");
  CHECK(house.type(anna, wrong_code, t0) == "code_not_accepted");
  CHECK(house.type(nobody, wrong_code, t0 + window) == "code_not_accepted");
}

TEST_CASE("Only codes that are not accepted fill the window") {
  for (const CodeStatus status : {CodeStatus::used, CodeStatus::expired, CodeStatus::replaced, CodeStatus::locked}) {
    ConfirmHouse house;
    house.letter("ltr_1", anna, status);
    const std::string first = house.type(anna, right_code, t0);
    for (int i = 0; i < 20; ++i) CHECK(house.type(anna, right_code, t0) == first);
    CHECK(house.store.attempts.empty());
    CHECK(house.type(anna, wrong_code, t0) == "code_not_accepted");
    CHECK(house.last.facts.attempts_left == 4);
  }
}

TEST_CASE("The fifth wrong code for a letter tells the portal, once") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  const Instant later = type_wrong(house, anna, 4);
  CHECK(house.store.notices.empty());
  type_wrong(house, anna, 1, later);
  REQUIRE(house.store.told() == std::vector<std::string>{"code.attempts_warning ltr_1"});
  CHECK(house.store.notices[0].data.at("wrong_attempts").as_int64() == 5);
  type_wrong(house, anna, 4, later + window);
  CHECK(house.store.notices.size() == 1);
}

TEST_CASE("The tenth wrong code locks at once, and nobody is let in any more") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  Instant now = type_wrong(house, anna, 9);
  CHECK(house.code_status(letter) == CodeStatus::live);
  ConfirmHouse lucky = house;
  CHECK(lucky.type(anna, right_code, now) == "confirmed ltr_1");
  now = type_wrong(house, anna, 1, now);
  CHECK(house.code_status(letter) == CodeStatus::locked);
  CHECK(house.store.told() == std::vector<std::string>{"code.attempts_warning ltr_1", "code.locked ltr_1"});
  CHECK(house.type(anna, right_code, now) == "code_locked");
  CHECK(house.type(anna, wrong_code, now + window) == "code_not_accepted");
  CHECK(house.type(anna, right_code, now + days_in_seconds(30)) == "code_locked");
  CHECK(house.store.notices.size() == 2);
}

TEST_CASE("Wrong codes count towards the life of the code that was live, and of no other") {
  ConfirmHouse house;
  const LetterId old = house.letter("ltr_1", anna, CodeStatus::replaced);
  const LetterId live = house.letter("ltr_2", anna, CodeStatus::live, "222222222222");
  house.type(anna, wrong_code, t0);
  CHECK(house.wrong_attempts(old) == 0);
  CHECK(house.wrong_attempts(live) == 1);
  // A newer letter is handed over while a wrong code is being compared.
  const Attempt attempt = house.reserve(anna, t0).value();
  house.store.row(live).letter.code_status = CodeStatus::replaced;
  const LetterId newer = house.letter("ltr_3", anna, CodeStatus::live, "333333333333");
  CHECK(house.settled(attempt, wrong_code, t0) == "code_not_accepted");
  CHECK(house.wrong_attempts(newer) == 0);
}

TEST_CASE("A crash between the two transactions leaves the attempt counted, in the window and in the code's life") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  for (int i = 0; i < 5; ++i) REQUIRE(house.reserve(anna, t0));
  CHECK(house.wrong_attempts(letter) == 5);
  CHECK(house.type(anna, right_code, t0 + window - second) == "too_many_attempts");
  CHECK(house.type(anna, right_code, t0 + window) == "confirmed ltr_1");
}

TEST_CASE("Where crashed attempts reach the cap the code is locked, as soon as none can still be compared") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  const Instant now = type_wrong(house, anna, 9);
  REQUIRE(house.reserve(anna, now));  // and its process dies
  CHECK(house.type(anna, right_code, now + seconds{59}) == "too_many_attempts");
  CHECK(house.last.facts.retry_after == second);
  CHECK(house.code_status(letter) == CodeStatus::live);
  CHECK(house.type(anna, right_code, now + seconds{60}) == "code_locked");
  CHECK(house.code_status(letter) == CodeStatus::locked);
  CHECK(house.store.told().back() == "code.locked ltr_1");
}

TEST_CASE("However attempts crash, no more than the cap is ever compared") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  int compared = 0;
  Instant now = t0;
  for (int i = 0; i < 200; ++i, now += seconds{97}) {
    const auto attempt = house.reserve(anna, now);
    if (!attempt || !attempt.value().against) continue;
    ++compared;
    if (i % 3 != 0) CHECK(house.settle(attempt.value(), wrong_code, now));
  }
  CHECK(compared == 10);
  CHECK(house.type(anna, right_code, now + window) == "code_locked");
}

TEST_CASE("The right code among parallel attempts confirms, though the others are settled before it") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  const Instant now = type_wrong(house, anna, 5);
  std::vector<Attempt> attempts;
  for (int i = 0; i < 5; ++i) attempts.push_back(house.reserve(anna, now).value());
  for (std::size_t i = 0; i < 4; ++i) CHECK(house.settled(attempts[i], wrong_code, now) == "code_not_accepted");
  CHECK(house.code_status(letter) == CodeStatus::live);
  CHECK(house.settled(attempts[4], right_code, now) == "confirmed ltr_1");
}

TEST_CASE("Parallel wrong attempts warn once at the fifth and lock at the last") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  Instant now = t0;
  for (int round = 0; round < 2; ++round, now += window) {
    std::vector<Attempt> attempts;
    for (int i = 0; i < 5; ++i) attempts.push_back(house.reserve(anna, now).value());
    for (const Attempt& attempt : attempts) CHECK(house.settled(attempt, wrong_code, now) == "code_not_accepted");
  }
  CHECK(house.code_status(letter) == CodeStatus::locked);
  CHECK(house.store.told() == std::vector<std::string>{"code.attempts_warning ltr_1", "code.locked ltr_1"});
}

TEST_CASE("While as many attempts as the code has left are being compared, others wait a second") {
  ConfirmHouse house;
  house.rules.account_attempts = 100;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  std::vector<Attempt> attempts;
  for (int i = 0; i < 10; ++i) attempts.push_back(house.reserve(anna, t0).value());
  CHECK(house.type(anna, right_code, t0) == "too_many_attempts");
  CHECK(house.last.facts.retry_after == second);
  CHECK(house.store.attempts.size() == 10);
  for (const Attempt& attempt : attempts) house.settle(attempt, wrong_code, t0).value();
  CHECK(house.code_status(letter) == CodeStatus::locked);
}

TEST_CASE("Caps and warnings are those of the configuration") {
  ConfirmHouse house;
  house.rules.account_attempts = 2;
  house.rules.account_window = seconds{60};
  house.rules.code_attempts = 3;
  house.rules.attempts_warning_at = 2;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  CHECK(house.type(anna, wrong_code, t0) == "code_not_accepted");
  CHECK(house.last.facts.attempts_left == 1);
  CHECK(house.type(anna, wrong_code, t0) == "code_not_accepted");
  CHECK(house.store.told() == std::vector<std::string>{"code.attempts_warning ltr_1"});
  CHECK(house.type(anna, wrong_code, t0 + seconds{59}) == "too_many_attempts");
  CHECK(house.type(anna, wrong_code, t0 + seconds{60}) == "code_not_accepted");
  CHECK(house.code_status(letter) == CodeStatus::locked);
}

}  // namespace postproof::orders
