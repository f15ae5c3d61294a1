#include "store/order_rows.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "orders/cancel_letter.hpp"
#include "tests/support/open_store.hpp"
#include "tracking/track_number.hpp"

using namespace postproof;
using namespace postproof::test;
using orders::Change;
using orders::CodeEvent;
using orders::CodeStatus;
using orders::LetterEvent;
using orders::LetterStatus;

namespace {

Change change_at(const OpenStore& store) { return {store.now(), "test", "a reason"}; }

void in_transaction(OpenStore& store, const std::function<void(orders::Transaction&)>& work) {
  good(store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    work(transaction);
    return success();
  }));
}

}  // namespace

TEST_CASE("a change starts only from the status it names, and says whether it did") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const LetterId id = store.place(order_of(1)).id;
  in_transaction(store, [&](orders::Transaction& transaction) {
    CHECK_FALSE(good(transaction.change_letter(id, LetterStatus::sealed, LetterEvent::hand_over, change_at(store))));
    CHECK(good(transaction.change_letter(id, LetterStatus::ordered, LetterEvent::seal, change_at(store))));
    CHECK_FALSE(good(transaction.change_letter(id, LetterStatus::ordered, LetterEvent::seal, change_at(store))));
    CHECK_FALSE(good(
        transaction.change_letter(LetterId{"ltr_nobody"}, LetterStatus::ordered, LetterEvent::seal, change_at(store))));
    CHECK_FALSE(good(transaction.change_code(id, CodeStatus::live, CodeEvent::confirm, change_at(store))));
    CHECK(good(transaction.change_code(id, CodeStatus::none, CodeEvent::seal, change_at(store))));
    CHECK_FALSE(good(transaction.change_code(id, CodeStatus::none, CodeEvent::seal, change_at(store))));
  });
  CHECK(store.letter(id).status == LetterStatus::sealed);
  CHECK(store.letter(id).code_status == CodeStatus::issued);
  CHECK(store.ask("SELECT group_concat(axis || ':' || from_status || '>' || to_status, ' ') FROM letter_events") ==
        "letter:>ordered letter:ordered>sealed code:none>issued");
}

TEST_CASE("an account never has two live codes, even if somebody asks for it") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const LetterId first = store.place(order_of(1)).id;
  store.clock.advance(days_in_seconds(31));
  const LetterId second = store.place(order_of(1)).id;
  const auto make_live = [&](const LetterId& id) {
    return store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
      PP_TRY(const bool sealed, transaction.change_code(id, CodeStatus::none, CodeEvent::seal, change_at(store)));
      PP_TRY(const bool live, transaction.change_code(id, CodeStatus::issued, CodeEvent::hand_over, change_at(store)));
      CHECK((sealed && live));
      return success();
    });
  };
  good(make_live(first));
  CHECK_FALSE(make_live(second));
  CHECK(store.letter(first).code_status == CodeStatus::live);
  CHECK(store.letter(second).code_status == CodeStatus::none);
}

TEST_CASE("track numbers are never the same twice, also after work that was taken back") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range(10'000, 6);
  store.add_range(20'000, 4);
  std::set<std::string> given;
  for (int i = 0; i < 10; ++i) {
    const auto taken_back = store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
      PP_TRYV(transaction.allot_track_number());
      return fail(ErrorKind::state_conflict, "no");
    });
    CHECK_FALSE(taken_back);
    if (i == 4) store.open();
    const TrackNumber number = store.place(order_of(i)).track_number;
    CHECK(given.insert(number.str()).second);
    CHECK(tracking::validate_track_number(number.str()));
  }
  const auto refused = store.try_place(order_of(99));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::track_numbers_exhausted);
  CHECK(store.ask("SELECT count(*) FROM letters") == "10");
}

TEST_CASE("an imported order is remembered for ever, and its name stands for one content only") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const auto import = [&](const std::string& content, int account) {
    std::optional<orders::ImportOutcome> outcome;
    const Result<void> done = store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
      const ByteView bytes = bytes_of(content);
      PP_TRY(outcome, orders::place_imported(transaction,
                                             {RequestId{"req-1"}, order_of(account), Bytes(bytes.begin(), bytes.end())},
                                             store.rules, store.now(), store.keys.entropy, "import"));
      return success();
    });
    return std::pair{done, outcome};
  };
  CHECK(import("content", 1).second == orders::ImportOutcome::placed);
  store.open();
  store.clock.advance(days_in_seconds(400));
  CHECK(import("content", 1).second == orders::ImportOutcome::already);
  const auto other = import("other content", 2).first;
  REQUIRE_FALSE(other);
  CHECK(other.error().kind == ErrorKind::request_id_reused);
  CHECK(store.ask("SELECT count(*) FROM letters") == "1");
}

TEST_CASE("a refused import forgets the name of the order") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  const auto refused = store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(orders::place_imported(transaction, {RequestId{"req-1"}, order_of(1), Bytes{1}}, store.rules, store.now(),
                                   store.keys.entropy, "import"));
    return success();
  });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::track_numbers_exhausted);
  CHECK(store.ask("SELECT count(*) FROM imports") == "0");
}

TEST_CASE("attempts count from their reservation, are taken back once, and fade at the end of the window") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  store.add_range();
  const LetterId id = store.place(order_of(1)).id;
  const AccountId account = order_of(1).account_id;
  orders::Attempt attempt;
  in_transaction(store, [&](orders::Transaction& transaction) {
    good(transaction.change_code(id, CodeStatus::none, CodeEvent::seal, change_at(store)));
    good(transaction.change_code(id, CodeStatus::issued, CodeEvent::hand_over, change_at(store)));
    attempt = good(transaction.reserve_attempt(account, id, store.now()));
    good(transaction.reserve_attempt(account, id, store.now() + seconds{1}));
    CHECK(good(transaction.live_code(account))->wrong_attempts == 2);
    CHECK(good(transaction.live_code(account))->newest_reserved == store.now() + seconds{1});
  });
  in_transaction(store, [&](orders::Transaction& transaction) {
    good(transaction.take_back(attempt));
    good(transaction.take_back(attempt));
    CHECK(good(transaction.live_code(account))->wrong_attempts == 1);
    CHECK(good(transaction.attempts_since(account, store.now() - seconds{1})).size() == 1);
    CHECK(good(transaction.attempts_since(account, store.now())).size() == 1);
    CHECK(good(transaction.attempts_since(account, store.now() + seconds{1})).empty());
    CHECK(good(transaction.attempts_since(AccountId{"acc-2"}, store.now() - seconds{1})).empty());
  });
}

TEST_CASE("an account is confirmed once, with its first instant") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  const AccountId account{"acc-1"};
  in_transaction(store, [&](orders::Transaction& transaction) {
    CHECK(good(transaction.confirm_account(account, std::nullopt, change_at(store))));
    CHECK_FALSE(good(transaction.confirm_account(account, std::nullopt, {store.now() + seconds{9}, "x", ""})));
    CHECK(good(transaction.account_facts(account)).confirmed_at == store.now());
  });
  CHECK(store.ask("SELECT count(*) FROM audit WHERE action = 'account.confirmed'") == "1");
}

TEST_CASE("an alarm is open once for its object") {
  const TempFolder folder;
  OpenStore store(folder / "postproof.db");
  for (int i = 0; i < 3; ++i) good(store.night().raise_alarm("kind", "object", "Do it.", store.now()));
  good(store.night().raise_alarm("kind", "another", "Do it.", store.now()));
  const auto open = good(store.desk().open_alarms());
  REQUIRE(open.size() == 2);
  CHECK(good(store.desk().close_alarm(open[0].id, "operator", store.now())));
  CHECK_FALSE(good(store.desk().close_alarm(open[0].id, "operator", store.now())));
  good(store.night().raise_alarm("kind", "object", "Again.", store.now()));
  CHECK(good(store.desk().open_alarms()).size() == 2);
}

TEST_CASE("notices are written where they are wanted, without name and address") {
  const TempFolder folder;
  OpenStore silent(folder / "silent.db");
  silent.add_range();
  silent.place(order_of(1));
  CHECK(silent.ask("SELECT count(*) FROM notices") == "0");
  OpenStore talking(folder / "talking.db", 1, true);
  talking.add_range();
  const orders::Letter letter = talking.place(order_of(1));
  CHECK(talking.ask("SELECT body FROM notices") ==
        R"({"type":"letter.ordered","at":"2026-11-23T10:30:00+03:00","letter_id":")" + letter.id.str() +
            R"(","account_id":"acc-1","data":{"track_number":")" + letter.track_number.str() + "\"}}");
}
