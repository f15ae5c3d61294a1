#include "store/notice_rows.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;
using store::NoticeOutcome;
using store::NoticeRow;

namespace {

constexpr seconds lease{60};
const Instant start = *parse_instant("2030-05-05T12:00:00Z");  // real time has nothing to do with the service clock

/// A store whose portal wants notices, with a few letters ordered.
struct Outbox {
  explicit Outbox(int letters = 0) : store(folder / "a.db", 1, true) {
    store.add_range();
    ordered = store.place_many(letters);
  }
  store::NoticeRows& rows() { return store.db().notices(); }
  std::vector<NoticeRow> take(int most = 100, Instant at = start) { return good(rows().take(most, at, lease)); }
  void cancel(const orders::Letter& letter) {
    good(store.db().run(store.now(), [&](orders::Transaction& transaction) -> Result<void> {
      const orders::Change change{store.now(), "test", ""};
      return transaction.notify({orders::NoticeType::letter_cancelled, change.at, letter.id, letter.account_id, {}});
    }));
  }
  void settle(const NoticeRow& notice, NoticeOutcome::Kind kind, Instant at = start, Instant next = start) {
    const NoticeOutcome outcome{notice.number, notice.attempts, kind, "the portal answered 500", next};
    good(rows().settle({&outcome, 1}, at, store.now()));
  }
  void deliver(const NoticeRow& notice) { settle(notice, NoticeOutcome::Kind::delivered); }
  NoticeRow newest() { return good(rows().list(false, INT64_MAX, 1)).notices.at(0); }
  std::size_t open_alarms() {
    const auto alarms = good(store.desk().open_alarms());
    return static_cast<std::size_t>(
        std::ranges::count(alarms, std::string("notice_undelivered"), &orders::Alarm::kind));
  }

  TempFolder folder;
  OpenStore store;
  std::vector<orders::Letter> ordered;
};

}  // namespace

TEST_CASE("A notice is due at once, has a body of fixed bytes and an id made of it") {
  Outbox outbox(1);
  const std::vector<NoticeRow> taken = outbox.take();
  REQUIRE(taken.size() == 1);
  const orders::Letter& letter = outbox.ordered[0];
  CHECK(taken[0].body == R"({"type":"letter.ordered","at":"2026-11-23T10:30:00+03:00","letter_id":")" +
                             letter.id.str() + R"(","account_id":"acc-0","data":{"track_number":")" +
                             letter.track_number.str() + "\"}}");
  const Digest digest = codegen::sha256(bytes_of(taken[0].body));
  CHECK(taken[0].id == "ntc_1_" + to_hex(ByteView{digest}.first(8)));
  CHECK(taken[0].attempts == 1);
  CHECK(taken[0].begun_at == start);
}

TEST_CASE("What was taken is nobody else's until the lease ends, in this process or another") {
  Outbox outbox(3);
  OpenStore other(outbox.store.file(), 1, true);
  CHECK(outbox.take(2).size() == 2);
  CHECK(good(other.db().notices().take(100, start, lease)).size() == 1);
  CHECK(outbox.take(100, start + lease - seconds{1}).empty());
  const auto again = good(other.db().notices().take(100, start + lease, lease));
  REQUIRE(again.size() == 3);
  CHECK(again[0].attempts == 2);
  CHECK(again[0].begun_at == start);
}

TEST_CASE("The next notice of a letter is due when the one before is delivered or given up") {
  const auto kind = GENERATE(NoticeOutcome::Kind::delivered, NoticeOutcome::Kind::given_up);
  Outbox outbox(2);
  outbox.cancel(outbox.ordered[0]);
  const auto first = outbox.take();
  REQUIRE(first.size() == 2);  // one of each letter
  CHECK(first[0].letter_id != first[1].letter_id);
  CHECK(outbox.take(100, start + seconds{1}).empty());
  outbox.settle(first[0], NoticeOutcome::Kind::later, start, start + seconds{5});
  CHECK(outbox.take(100, start + seconds{4}).empty());
  const auto again = outbox.take(100, start + seconds{5});
  REQUIRE(again.size() == 1);
  CHECK(again[0].number == first[0].number);
  CHECK(again[0].body == first[0].body);
  CHECK(again[0].id == first[0].id);
  outbox.settle(again[0], kind);
  const auto next = outbox.take(100, start + seconds{5});
  REQUIRE(next.size() == 1);
  CHECK(next[0].letter_id == first[0].letter_id);
  CHECK(next[0].body.find("letter.cancelled") != std::string::npos);
}

TEST_CASE("A notice that comes after all others are delivered is due at once") {
  Outbox outbox(1);
  outbox.deliver(outbox.take().at(0));
  outbox.cancel(outbox.ordered[0]);
  CHECK(outbox.take().size() == 1);
}

TEST_CASE("The outcome of an attempt whose lease ended does not disturb who took it since, but a delivery counts") {
  Outbox outbox(1);
  const NoticeRow slow = outbox.take().at(0);
  const NoticeRow quick = outbox.take(1, start + lease).at(0);
  outbox.settle(slow, NoticeOutcome::Kind::later, start + lease, start + lease);
  CHECK(outbox.take(1, start + lease + seconds{1}).empty());
  outbox.settle(slow, NoticeOutcome::Kind::given_up);
  CHECK(outbox.open_alarms() == 0);
  outbox.deliver(slow);
  outbox.settle(quick, NoticeOutcome::Kind::later);
  CHECK(outbox.take(1, start + 10 * lease).empty());
  CHECK(outbox.newest().delivered_at.has_value());
}

TEST_CASE("Given-up notices raise one alarm, which closes when the last of them is sent again") {
  Outbox outbox(2);
  const auto taken = outbox.take();
  outbox.settle(taken[0], NoticeOutcome::Kind::given_up);
  outbox.settle(taken[1], NoticeOutcome::Kind::given_up);
  CHECK(outbox.open_alarms() == 1);
  CHECK(outbox.take(100, start + 1000 * lease).empty());
  const auto page = good(outbox.rows().list(true, INT64_MAX, 10));
  REQUIRE(page.notices.size() == 2);
  CHECK(page.notices[0].failure == "the portal answered 500");
  good(outbox.rows().resend(taken[0].id, "operator", outbox.store.now()));
  CHECK(outbox.open_alarms() == 1);
  good(outbox.rows().resend(taken[1].id, "operator", outbox.store.now()));
  CHECK(outbox.open_alarms() == 0);
  const auto again = outbox.take();
  REQUIRE(again.size() == 2);
  CHECK(again[0].id == taken[0].id);
  CHECK(again[0].body == taken[0].body);
  CHECK(again[0].attempts == 1);
}

TEST_CASE("A delivered notice can be sent again, with the same id and body") {
  Outbox outbox(1);
  const NoticeRow first = outbox.take().at(0);
  outbox.deliver(first);
  good(outbox.rows().resend(first.id, "operator", outbox.store.now()));
  const NoticeRow again = outbox.take().at(0);
  CHECK(again.id == first.id);
  CHECK(again.body == first.body);
  CHECK(outbox.store.ask("SELECT object FROM audit WHERE action = 'notice.resent'") == first.id);
}

TEST_CASE("Only a notice that is no other's to wait for can be sent again") {
  Outbox outbox(1);
  outbox.cancel(outbox.ordered[0]);
  const auto refusal = [&](const std::string& id) {
    const Result<void> sent = outbox.rows().resend(id, "operator", outbox.store.now());
    return sent ? "sent" : std::string(code_of(sent.error().kind));
  };
  CHECK(refusal(outbox.newest().id) == "state_conflict");
  for (const char* id : {"", "ntc_", "ntc_1", "ntc_1_0000000000000000", "ntc_99_0000000000000000", "1", "ntc_-1_00",
                         "ntc_99999999999999999999_00", "ntc_0x1_00"}) {
    CHECK(refusal(id) == "not_found");
  }
}

TEST_CASE("The list is newest first, in pages, all or what is not delivered") {
  Outbox outbox(5);
  outbox.deliver(outbox.take(1).at(0));
  const auto first = good(outbox.rows().list(false, INT64_MAX, 3));
  REQUIRE(first.notices.size() == 3);
  CHECK(first.notices[0].number == 5);
  REQUIRE(first.next_before == 3);
  const auto second = good(outbox.rows().list(false, *first.next_before, 3));
  CHECK(second.notices.size() == 2);
  CHECK_FALSE(second.next_before);
  CHECK(good(outbox.rows().list(true, INT64_MAX, 10)).notices.size() == 4);
}

TEST_CASE("Delivered and given-up notices are forgotten after their term, others never") {
  Outbox outbox(3);
  const auto taken = outbox.take();
  outbox.deliver(taken[0]);
  outbox.settle(taken[1], NoticeOutcome::Kind::given_up);
  CHECK(good(outbox.rows().forget(start)) == 0);
  CHECK(good(outbox.rows().forget(start + seconds{1})) == 2);
  CHECK(good(outbox.rows().forget(start + 1000 * lease)) == 0);
  CHECK(outbox.store.ask("SELECT count(*) FROM notices") == "1");
}

TEST_CASE("Real time of deliveries never moves the floor of the service clock") {
  Outbox outbox(1);
  outbox.deliver(outbox.take().at(0));
  CHECK(good(outbox.rows().forget(start + seconds{1})) == 1);
  CHECK(good(outbox.store.desk().clock_floor()) == outbox.store.now());
}

TEST_CASE("Notices die with the transaction of their cause") {
  Outbox outbox;
  const auto refused = outbox.store.db().run(outbox.store.now(), [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(transaction.notify(
        {orders::NoticeType::letter_lost, outbox.store.now(), LetterId{"ltr_x"}, AccountId{"acc-1"}, {}}));
    return fail(ErrorKind::state_conflict, "no");
  });
  CHECK_FALSE(refused);
  CHECK(outbox.take().empty());
}
