#include "orders/cancel_letter.hpp"

#include <vector>

#include <catch2/catch.hpp>

#include "orders/reorder_rule.hpp"
#include "tests/orders/confirm_fixtures.hpp"

namespace postproof::orders {

namespace {

using Words = std::vector<std::string>;

Change by_portal(std::string reason = "") { return Change{t0, "portal", std::move(reason)}; }

}  // namespace

TEST_CASE("An ordered letter is cancelled, and its account may order again") {
  ConfirmHouse house;
  const LetterId id = house.letter("ltr_1", anna, CodeStatus::none);
  const auto cancelled = cancel_letter(house.store, id, by_portal("asked for"));
  REQUIRE(cancelled);
  CHECK(cancelled.value().status == LetterStatus::cancelled);
  CHECK(cancelled.value().status_reason == "asked for");
  CHECK(house.letter_status(id) == LetterStatus::cancelled);
  CHECK(house.store.told() == Words{"letter.cancelled ltr_1"});
  CHECK(may_order(AccountLevel::standard, house.store.account_facts(anna).value(), Rules{}, t0));
}

TEST_CASE("A cancelled letter is returned as it is, and nobody is told twice") {
  ConfirmHouse house;
  const LetterId id = house.letter("ltr_1", anna, CodeStatus::none);
  REQUIRE(cancel_letter(house.store, id, by_portal("first")));
  const auto again = cancel_letter(house.store, id, by_portal("second"));
  REQUIRE(again);
  CHECK(again.value().status == LetterStatus::cancelled);
  CHECK(again.value().status_reason == "first");
  CHECK(house.store.notices.size() == 1);
  CHECK(house.store.history.size() == 1);
}

TEST_CASE("No letter but an ordered one can be cancelled") {
  for (int number = 0; number < letter_status_count; ++number) {
    const auto status = static_cast<LetterStatus>(number);
    if (status == LetterStatus::ordered || status == LetterStatus::cancelled) continue;
    CAPTURE(name_of(status));
    ConfirmHouse house;
    const LetterId id = house.letter("ltr_1", anna, CodeStatus::live);
    house.store.row(id).letter.status = status;
    CHECK(cancel_letter(house.store, id, by_portal()).error().kind == ErrorKind::letter_not_cancellable);
    CHECK(house.letter_status(id) == status);
    CHECK(house.store.notices.empty());
  }
}

TEST_CASE("An unknown letter is not found") {
  ConfirmHouse house;
  CHECK(cancel_letter(house.store, LetterId{"ltr_x"}, by_portal()).error().kind == ErrorKind::letter_not_found);
}

TEST_CASE("Voiding an account cancels what can be cancelled and voids what could still confirm") {
  struct Row {
    CodeStatus before;
    CodeStatus after;
  };
  for (const Row& row : {
           Row{CodeStatus::none, CodeStatus::none},
           Row{CodeStatus::issued, CodeStatus::voided},
           Row{CodeStatus::live, CodeStatus::voided},
           Row{CodeStatus::used, CodeStatus::used},
           Row{CodeStatus::expired, CodeStatus::expired},
           Row{CodeStatus::replaced, CodeStatus::replaced},
           Row{CodeStatus::voided, CodeStatus::voided},
           Row{CodeStatus::locked, CodeStatus::locked},
       }) {
    CAPTURE(name_of(row.before));
    ConfirmHouse house;
    const LetterId id = house.letter("ltr_1", anna, row.before);
    const LetterStatus status = house.letter_status(id);
    REQUIRE(void_account(house.store, anna, VoidReason::citizen_request, by_portal()));
    CHECK(house.code_status(id) == row.after);
    CHECK(house.letter_status(id) == (status == LetterStatus::ordered ? LetterStatus::cancelled : status));
    const bool told = row.before == CodeStatus::none || row.before != row.after;
    CHECK(house.store.notices.size() == (told ? 1U : 0U));
  }
}

TEST_CASE("Voiding takes every letter of the account, none of another, and changes nothing when repeated") {
  ConfirmHouse house;
  house.letter("ltr_live", anna, CodeStatus::live);
  house.letter("ltr_issued", anna, CodeStatus::issued, "222222222222", t0 - days_in_seconds(2));
  house.letter("ltr_ordered", anna, CodeStatus::none, "", t0 - days_in_seconds(1));
  const LetterId his = house.letter("ltr_his", boris, CodeStatus::live);
  REQUIRE(void_account(house.store, anna, VoidReason::identity_data_changed, by_portal()));
  const Words told{"letter.cancelled ltr_ordered", "code.void ltr_issued", "code.void ltr_live"};
  CHECK(house.store.told() == told);
  CHECK(house.store.notices[1].data == boost::json::object{{"reason", "identity_data_changed"}});
  CHECK(house.code_status(his) == CodeStatus::live);
  const Words history = house.store.history;
  REQUIRE(void_account(house.store, anna, VoidReason::identity_data_changed, by_portal()));
  CHECK(house.store.told() == told);
  CHECK(house.store.history == history);
  CHECK(house.type(anna, right_code, t0) == "code_not_accepted");
}

TEST_CASE("A code whose last day is over stays expired when its account is voided") {
  ConfirmHouse house;
  const LetterId id = house.letter("ltr_1", anna, CodeStatus::live);
  const Instant over = *house.store.row(id).letter.expires_at;
  ConfirmHouse in_time = house;
  REQUIRE(void_account(in_time.store, anna, VoidReason::account_closed, Change{over - seconds{1}, "portal", ""}));
  CHECK(in_time.code_status(id) == CodeStatus::voided);
  REQUIRE(void_account(house.store, anna, VoidReason::account_closed, Change{over, "portal", ""}));
  CHECK(code_status_at(house.store.row(id).letter, over) == CodeStatus::expired);
  CHECK(house.store.notices.empty());
  CHECK(house.type(anna, right_code, over) == "code_expired");
}

TEST_CASE("Only a confirmation elsewhere forbids later orders") {
  for (const VoidReason reason : {VoidReason::confirmed_elsewhere, VoidReason::identity_data_changed,
                                  VoidReason::account_closed, VoidReason::citizen_request}) {
    CAPTURE(name_of(reason));
    ConfirmHouse house;
    house.letter("ltr_1", anna, CodeStatus::none);
    REQUIRE(void_account(house.store, anna, reason, by_portal()));
    const AccountFacts facts = house.store.account_facts(anna).value();
    const bool elsewhere = reason == VoidReason::confirmed_elsewhere;
    CHECK(facts.confirmed_at.has_value() == elsewhere);
    CHECK(may_order(AccountLevel::standard, facts, Rules{}, t0).has_value() == !elsewhere);
  }
}

TEST_CASE("Unknown accounts may be voided, and an earlier confirmation keeps its instant") {
  ConfirmHouse house;
  REQUIRE(void_account(house.store, AccountId{"nobody"}, VoidReason::citizen_request, by_portal()));
  CHECK(house.store.confirmed.empty());
  REQUIRE(void_account(house.store, anna, VoidReason::confirmed_elsewhere, by_portal()));
  REQUIRE(void_account(house.store, anna, VoidReason::confirmed_elsewhere, Change{t0 + seconds{9}, "portal", ""}));
  CHECK(house.store.confirmed.at(anna).at == t0);
  CHECK_FALSE(house.store.confirmed.at(anna).letter);
}

TEST_CASE("The reasons of voiding are those of the contract and read back") {
  const Words words{"confirmed_elsewhere", "identity_data_changed", "account_closed", "citizen_request"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    CHECK(name_of(static_cast<VoidReason>(i)) == words[i]);
    CHECK(void_reason_of(words[i]) == static_cast<VoidReason>(i));
  }
  CHECK_FALSE(void_reason_of(""));
  CHECK_FALSE(void_reason_of("other"));
}

}  // namespace postproof::orders
