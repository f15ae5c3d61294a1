#include "orders/confirm_code.hpp"

#include <vector>

#include <catch2/catch.hpp>

#include "tests/orders/confirm_fixtures.hpp"

namespace postproof::orders {

namespace {

constexpr seconds second{1};

std::vector<std::string> lines(std::initializer_list<const char*> list) { return {list.begin(), list.end()}; }

}  // namespace

TEST_CASE("The right code of a live letter confirms the account, once") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  CHECK(house.type(anna, right_code, t0) == "confirmed ltr_1");
  CHECK(house.code_status(letter) == CodeStatus::used);
  CHECK(house.store.confirmed.at(anna).at == t0);
  CHECK(house.store.confirmed.at(anna).letter == letter);
  CHECK(house.store.attempts.empty());
  CHECK(house.wrong_attempts(letter) == 0);
  CHECK(house.store.told() == lines({"account.confirmed ltr_1"}));
  CHECK(house.store.history == lines({"ltr_1 code live>used"}));
  for (int again = 0; again < 20; ++again) {
    CHECK(house.type(anna, right_code, t0 + seconds{again}) == "code_used");
    CHECK(house.last.facts.letter_id == "ltr_1");
    CHECK(house.last.facts.confirmed_at == t0);
  }
  CHECK(house.store.attempts.empty());
}

TEST_CASE("What each status of a code answers to the right and to a wrong code, and what it costs") {
  struct Row {
    CodeStatus status;
    const char* right;
    bool right_costs;
  };
  for (const Row& row : {
           Row{CodeStatus::none, "code_not_accepted", true},
           Row{CodeStatus::issued, "code_not_accepted", true},
           Row{CodeStatus::live, "confirmed ltr_1", false},
           Row{CodeStatus::used, "code_used", false},
           Row{CodeStatus::expired, "code_expired", false},
           Row{CodeStatus::replaced, "code_replaced", false},
           Row{CodeStatus::voided, "code_not_accepted", true},
           Row{CodeStatus::locked, "code_locked", false},
       }) {
    CAPTURE(name_of(row.status));
    ConfirmHouse with_right;
    with_right.letter("ltr_1", anna, row.status);
    CHECK(with_right.type(anna, right_code, t0) == row.right);
    CHECK(with_right.store.attempts.size() == (row.right_costs ? 1U : 0U));
    ConfirmHouse with_wrong;
    const LetterId letter = with_wrong.letter("ltr_1", anna, row.status);
    CHECK(with_wrong.type(anna, wrong_code, t0) == "code_not_accepted");
    CHECK(with_wrong.last.facts.attempts_left == 4);
    CHECK(with_wrong.store.attempts.size() == 1);
    CHECK(with_wrong.code_status(letter) == row.status);
    CHECK(with_wrong.wrong_attempts(letter) == (row.status == CodeStatus::live ? 1 : 0));
    CHECK(with_wrong.store.notices.empty());
  }
}

TEST_CASE("Every refusal that says no says it in the same words") {
  ConfirmHouse house;
  house.letter("ltr_a", anna, CodeStatus::issued);
  house.letter("ltr_b", boris, CodeStatus::live, "222222222222");
  const AccountId carl{"acc-carl"};
  house.letter("ltr_c", carl, CodeStatus::voided, "333333333333");
  struct Row {
    AccountId account;
    std::string code;
  };
  std::string detail;
  for (const Row& row : {Row{anna, right_code}, Row{boris, right_code}, Row{boris, wrong_code},
                         Row{carl, "333333333333"}, Row{AccountId{"nobody"}, "222222222222"}}) {
    CAPTURE(row.account.str());
    ConfirmHouse fresh = house;
    CHECK(fresh.type(row.account, row.code, t0) == "code_not_accepted");
    CHECK(fresh.last.facts.attempts_left == 4);
    CHECK_FALSE(fresh.last.facts.letter_id);
    CHECK_FALSE(fresh.last.facts.reorder_allowed_at);
    CHECK_FALSE(fresh.last.facts.confirmed_at);
    CHECK_FALSE(fresh.last.facts.retry_after);
    CHECK(fresh.last.fields.empty());
    if (!detail.empty()) CHECK(fresh.last.detail == detail);
    detail = fresh.last.detail;
  }
}

TEST_CASE("A code works for its own account only") {
  ConfirmHouse house;
  const LetterId hers = house.letter("ltr_a", anna, CodeStatus::live);
  const LetterId his = house.letter("ltr_b", boris, CodeStatus::live, "222222222222");
  CHECK(house.type(boris, right_code, t0) == "code_not_accepted");
  CHECK(house.wrong_attempts(his) == 1);
  CHECK(house.wrong_attempts(hers) == 0);
  CHECK(house.store.confirmed.empty());
  CHECK(house.type(anna, right_code, t0) == "confirmed ltr_a");
  CHECK_FALSE(house.store.confirmed.contains(boris));
}

TEST_CASE("The typed code is compared with all codes of the account, and with a dummy where there is none") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::replaced);
  house.letter("ltr_2", anna, CodeStatus::live, "222222222222");
  house.letter("ltr_3", anna, CodeStatus::issued, "333333333333");
  CHECK(house.type(anna, "222222222222", t0) == "confirmed ltr_2");
  CHECK(house.checker.comparisons == 3);
  house.checker.comparisons = 0;
  CHECK(house.type(AccountId{"nobody"}, right_code, t0) == "code_not_accepted");
  CHECK(house.checker.comparisons == 1);
}

TEST_CASE("Of two letters with the same code the live one counts") {
  for (const bool live_first : {false, true}) {
    ConfirmHouse house;
    house.letter("ltr_1", anna, live_first ? CodeStatus::live : CodeStatus::expired);
    house.letter("ltr_2", anna, live_first ? CodeStatus::expired : CodeStatus::live);
    CHECK(house.type(anna, right_code, t0) == (live_first ? "confirmed ltr_1" : "confirmed ltr_2"));
  }
}

TEST_CASE("Expired and replaced codes tell when the next letter may be ordered") {
  for (const CodeStatus status : {CodeStatus::expired, CodeStatus::replaced}) {
    ConfirmHouse house;
    house.letter("ltr_1", anna, status, right_code, t0 - days_in_seconds(25));
    house.letter("ltr_2", anna, CodeStatus::live, "222222222222", t0 - days_in_seconds(10));
    house.type(anna, right_code, t0);
    CHECK(house.last.facts.reorder_allowed_at == t0 + days_in_seconds(20));
    CHECK_FALSE(house.last.facts.letter_id);
  }
}

TEST_CASE("A code works to its last second and is expired for ever after, even if the clock goes back") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  const Instant over = *house.store.row(letter).letter.expires_at;
  ConfirmHouse in_time = house;
  CHECK(in_time.type(anna, right_code, over - second) == "confirmed ltr_1");
  CHECK(house.type(anna, right_code, over) == "code_expired");
  CHECK(house.code_status(letter) == CodeStatus::expired);
  CHECK(house.store.told() == lines({"code.expired ltr_1"}));
  CHECK(house.store.attempts.empty());
  CHECK(house.wrong_attempts(letter) == 0);
  CHECK(house.type(anna, right_code, over - days_in_seconds(30)) == "code_expired");
  CHECK(house.store.notices.size() == 1);
}

TEST_CASE("Wrong codes after the last day neither warn nor lock what is expired") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  const Instant over = *house.store.row(letter).letter.expires_at;
  for (int i = 0; i < 12; ++i) {
    CHECK(house.type(anna, wrong_code, over + seconds{i * 601}) == "code_not_accepted");
  }
  CHECK(house.wrong_attempts(letter) == 0);
  CHECK(house.store.notices.empty());
  CHECK(house.type(anna, right_code, over + days_in_seconds(1)) == "code_expired");
}

TEST_CASE("A code typed before it is handed over is answered as wrong, counted, and calls an operator") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::issued);
  CHECK(house.type(anna, right_code, t0) == "code_not_accepted");
  REQUIRE(house.store.alarms.size() == 1);
  CHECK(house.store.alarms[0].kind == "code_typed_before_hand_over");
  CHECK(house.store.alarms[0].object == "ltr_1");
  CHECK(house.store.alarms[0].at == t0);
  CHECK(house.store.alarms[0].what_to_do.find(right_code) == std::string::npos);
  CHECK(house.code_status(letter) == CodeStatus::issued);
  CHECK(house.store.attempts.size() == 1);
  CHECK(house.type(anna, wrong_code, t0) == "code_not_accepted");
  CHECK(house.store.alarms.size() == 1);
}

TEST_CASE("A confirmation gives up newer letters: ordered ones are cancelled, issued codes are void") {
  ConfirmHouse house;
  house.letter("ltr_older", anna, CodeStatus::expired, "000000000000", t0 - days_in_seconds(200));
  house.letter("ltr_old", anna, CodeStatus::live);
  house.letter("ltr_sealed", anna, CodeStatus::issued, "222222222222", t0 - days_in_seconds(2));
  house.letter("ltr_ordered", anna, CodeStatus::none, "", t0 - days_in_seconds(1));
  house.letter("ltr_his", boris, CodeStatus::none, "", t0);
  CHECK(house.type(anna, right_code, t0) == "confirmed ltr_old");
  CHECK(house.letter_status(LetterId{"ltr_ordered"}) == LetterStatus::cancelled);
  CHECK(house.letter_status(LetterId{"ltr_sealed"}) == LetterStatus::sealed);
  CHECK(house.code_status(LetterId{"ltr_sealed"}) == CodeStatus::voided);
  CHECK(house.code_status(LetterId{"ltr_older"}) == CodeStatus::expired);
  CHECK(house.letter_status(LetterId{"ltr_his"}) == LetterStatus::ordered);
  CHECK(house.store.told() ==
        lines({"letter.cancelled ltr_ordered", "code.void ltr_sealed", "account.confirmed ltr_old"}));
}

TEST_CASE("A wrong code leaves an audit entry that holds no code") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  house.type(anna, wrong_code, t0);
  REQUIRE(house.store.audits.size() == 1);
  CHECK(house.store.audits[0].action == "code.not_accepted");
  CHECK(house.store.audits[0].object == anna.str());
  CHECK(house.store.audits[0].data.find(wrong_code) == std::string::npos);
}

TEST_CASE("Where the outcome cannot be recorded nothing is, and the attempt stays counted") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  house.store.refuse_changes = ErrorKind::disk_full;
  CHECK(house.type(anna, right_code, t0) == "error disk_full");
  CHECK(house.code_status(letter) == CodeStatus::live);
  CHECK(house.store.confirmed.empty());
  CHECK(house.store.attempts.size() == 1);
  CHECK(house.wrong_attempts(letter) == 1);
  house.store.refuse_changes.reset();
  CHECK(house.type(anna, right_code, t0 + second) == "confirmed ltr_1");
}

TEST_CASE("A code that changed between the two transactions is answered as what it is now") {
  ConfirmHouse house;
  const LetterId letter = house.letter("ltr_1", anna, CodeStatus::live);
  const Attempt attempt = house.reserve(anna, t0).value();
  house.store.row(letter).letter.code_status = CodeStatus::voided;
  CHECK(house.settled(attempt, right_code, t0) == "code_not_accepted");
  CHECK(house.store.attempts.size() == 1);
}

TEST_CASE("Of several reservations with the right code one confirms and the others are told so") {
  ConfirmHouse house;
  house.letter("ltr_1", anna, CodeStatus::live);
  std::vector<Attempt> attempts;
  for (int i = 0; i < 5; ++i) attempts.push_back(house.reserve(anna, t0).value());
  CHECK(house.type(anna, right_code, t0) == "too_many_attempts");
  CHECK(house.settled(attempts[3], right_code, t0 + second) == "confirmed ltr_1");
  for (const std::size_t other : {0U, 1U, 2U, 4U}) {
    CHECK(house.settled(attempts[other], right_code, t0 + second) == "code_used");
    CHECK(house.last.facts.confirmed_at == t0 + second);
  }
  CHECK(house.store.attempts.empty());
}

}  // namespace postproof::orders
