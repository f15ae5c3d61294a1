#include "store/poll_rows.hpp"

#include <catch2/catch.hpp>

#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::test;
using orders::LetterStatus;
using tracking::TrackingEvent;

namespace {

/// A handed-over batch of three letters and the test letter, and the post's side of the store.
struct OnTheWay {
  TempFolder folder;
  NightShop shop{folder.path()};
  std::vector<orders::Letter> letters = shop.data.place_many(3);
  batches::Batch batch = shop.run().batch.value();
  Instant now = monday_evening() + days_in_seconds(2);

  OnTheWay() { shop.data.clock.set(now); }
  store::PollRows& rows() { return shop.data.db().poll(); }
  tracking::TrackedLetter tracked(std::size_t i) {
    const std::vector<TrackNumber> numbers{letters[i].track_number};
    return good(rows().letters(numbers)).at(0);
  }
  tracking::TrackingUpdate update(std::size_t i, std::vector<TrackingEvent> events) {
    const tracking::PostAnswer answer{tracking::PostAnswer::Kind::answered, std::move(events)};
    return tracking::update_of(tracked(i), answer, now, {}, {});
  }
  /// A ticket with these of the letters that are due.
  bool record(const std::string& name, const std::vector<std::size_t>& members) {
    tracking::NewTicket ticket{{name, now, now + seconds{900}, 0}, {}};
    for (const tracking::DueLetter& due : good(rows().due_letters(now, true, 10))) {
      for (const std::size_t i : members) {
        if (due.number == letters[i].track_number) ticket.members.push_back(due);
      }
    }
    return good(rows().record_tickets(std::span{&ticket, 1})).at(0);
  }
  tracking::ApplyOutcome apply(std::vector<tracking::TrackingUpdate> updates) {
    tracking::Harvest harvest;
    harvest.updates = std::move(updates);
    return good(rows().apply(harvest));
  }
};

TrackingEvent event(int type, int attribute, Instant at, int tie = 0) {
  return {type, attribute, at, PostalIndex{"101000"}, tie, "name", "place"};
}

}  // namespace

TEST_CASE("every handed-over letter comes up for a question within a day, the test letter too") {
  OnTheWay house;
  CHECK(good(house.rows().due_letters(monday_evening(), false, 10)).empty());
  CHECK(good(house.rows().due_letters(house.now, false, 10)).size() == 4);
  CHECK(good(house.rows().due_letters(house.now, false, 3)).size() == 3);
  CHECK(good(house.rows().due_letters(monday_evening(), true, 10)).size() == 4);
}

TEST_CASE("a number in an open ticket is not asked for again until the ticket is closed") {
  OnTheWay house;
  CHECK(house.record("t-1", {0, 1}));
  CHECK(good(house.rows().due_letters(house.now, true, 10)).size() == 2);
  CHECK_FALSE(house.record("t-1", {2}));
  CHECK(good(house.rows().due_letters(house.now, true, 10)).size() == 2);

  CHECK(good(house.rows().ripe_tickets(house.now + seconds{899}, 10)).empty());
  REQUIRE(good(house.rows().ripe_tickets(house.now + seconds{900}, 10)).size() == 1);
  const auto members = good(house.rows().members("t-1"));
  REQUIRE(members.size() == 2);
  CHECK(members[0].number == house.letters[0].track_number);
  CHECK(members[1].number == house.letters[1].track_number);
  CHECK(members[0].status == LetterStatus::dispatched);
  CHECK(good(house.rows().members("t-2")).empty());
  CHECK(good(house.rows().letters_to_ask()) == 4);

  tracking::Harvest harvest;
  harvest.postponed = {{"t-1", house.now + seconds{3600}, 2}};
  good(house.rows().apply(harvest));
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{3599}, 10)).empty());
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{3600}, 10)).at(0).failures == 2);
  harvest = {};
  harvest.closed_tickets = {"t-1"};
  good(house.rows().apply(harvest));
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{3600}, 10)).empty());
  CHECK(good(house.rows().due_letters(house.now, true, 10)).size() == 4);
}

TEST_CASE("tickets survive a restart, and so does what is known of the last answer") {
  OnTheWay house;
  const std::vector<TrackingEvent> events{event(1, 1, house.now - seconds{20})};
  const tracking::PostAnswer answer{tracking::PostAnswer::Kind::answered, events, 77};
  house.apply({tracking::update_of(house.tracked(0), answer, house.now, {}, {})});
  house.record("t-1", {0, 1});
  house.shop.reopen();
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{900}, 10)).at(0).ticket == "t-1");
  const auto members = good(house.rows().members("t-1"));
  REQUIRE(members.size() == 2);
  CHECK(tracking::quiet_answer(members[0], 77, house.now, {}, {}));
  CHECK_FALSE(tracking::quiet_answer(members[0], 78, house.now, {}, {}));
  CHECK_FALSE(tracking::quiet_answer(members[1], 77, house.now, {}, {}));
}

TEST_CASE("a quiet answer moves the next question and the instant of the look, and frees the letter") {
  OnTheWay house;
  house.record("t-1", {0});
  const tracking::AskedLetter member = good(house.rows().members("t-1")).at(0);
  tracking::Harvest harvest;
  harvest.quiet = {{member.letter_no, member.number, house.now, house.now + seconds{7200}}};
  harvest.closed_tickets = {"t-1"};
  good(house.rows().apply(harvest));
  CHECK(good(house.shop.data.db().desk().way(house.letters[0].track_number))->checked_at == house.now);
  CHECK(house.tracked(0).next_poll_at == house.now + seconds{7200});
  CHECK(good(house.rows().due_letters(house.now, false, 10)).size() == 3);
  CHECK(good(house.rows().due_letters(house.now + seconds{7200}, false, 10)).size() == 4);
}

TEST_CASE("letters of a batch that is rejected are not asked for any more") {
  OnTheWay house;
  CHECK(good(house.rows().due_letters(house.now, true, 10)).size() == 4);
  good(house.shop.data.night().record_rejected(house.batch, {}, "not printed", "operator", house.now));
  CHECK(good(house.rows().due_letters(house.now + days_in_seconds(3), true, 10)).empty());
}

TEST_CASE("calls are taken from the day's budget until it is used up, and each day has its own") {
  OnTheWay house;
  const Date day = *parse_date("2026-11-25");
  CHECK(good(house.rows().reserve_calls(day, 3, 5)) == 3);
  CHECK(good(house.rows().reserve_calls(day, 3, 5)) == 2);
  CHECK(good(house.rows().reserve_calls(day, 3, 5)) == 0);
  CHECK(good(house.rows().reserve_calls(day, 3, 4)) == 0);
  CHECK(good(house.rows().reserve_calls(day, 9, 6)) == 1);
  CHECK(good(house.rows().reserve_calls(day + std::chrono::days{1}, 3, 5)) == 3);
}

TEST_CASE("events are kept once, in order, and the same answer again adds nothing") {
  OnTheWay house;
  const std::vector<TrackingEvent> events{event(8, 0, house.now - seconds{10}), event(1, 1, house.now - seconds{20})};
  for (int round = 0; round < 2; ++round) {
    CHECK(house.apply({house.update(0, events)}).written == 1);
    const tracking::TrackedLetter letter = house.tracked(0);
    REQUIRE(letter.events.size() == 2);
    CHECK(letter.events[0].type == 1);
    CHECK(letter.events[1].type == 8);
  }
  CHECK(house.shop.data.letter(house.letters[0].id).status == LetterStatus::in_transit);
  CHECK(house.shop.data.ask("SELECT count(*) FROM letter_events WHERE to_status = 'in_transit'") == "1");
}

TEST_CASE("an update of a letter that changed in the meantime is left out, and the others are written") {
  OnTheWay house;
  const std::vector<TrackingEvent> events{event(1, 1, house.now - seconds{20})};
  const std::vector updates{house.update(0, events), house.update(1, events)};
  house.shop.data.sql("UPDATE letters SET status = 'printed' WHERE letter_id = '" + house.letters[0].id.str() + "'");
  const tracking::ApplyOutcome outcome = house.apply(updates);
  CHECK(outcome.written == 1);
  CHECK(outcome.conflicts == 1);
  CHECK(house.shop.data.letter(house.letters[0].id).status == LetterStatus::printed);
  CHECK(house.shop.data.letter(house.letters[1].id).status == LetterStatus::accepted);
  CHECK(house.tracked(0).events.empty());
}

TEST_CASE("a returned letter's code becomes void once, and no later event revives it") {
  OnTheWay house;
  const TrackingEvent accepted = event(1, 1, house.now - seconds{30});
  const TrackingEvent returning = event(3, 1, house.now - seconds{20});
  const TrackingEvent handed_back = event(2, 2, house.now - seconds{10});
  std::vector updates{house.update(0, {accepted, returning, handed_back})};
  house.apply(updates);
  orders::Letter letter = house.shop.data.letter(house.letters[0].id);
  CHECK(letter.status == LetterStatus::returned);
  CHECK(letter.code_status == orders::CodeStatus::voided);
  house.now += seconds{60};
  house.shop.data.clock.set(house.now);
  updates = {house.update(0, {accepted, returning, handed_back, event(2, 1, house.now - seconds{5})})};
  house.apply(updates);
  letter = house.shop.data.letter(house.letters[0].id);
  CHECK(letter.code_status == orders::CodeStatus::voided);
  CHECK(house.shop.data.ask("SELECT count(*) FROM letter_events WHERE to_status = 'void'") == "1");
}

TEST_CASE("a stop of new tickets is kept until it is written anew") {
  OnTheWay house;
  CHECK_FALSE(good(house.rows().ticket_stop()));
  using Stop = tracking::TicketStop;
  good(house.rows().write_ticket_stop(Stop{Stop::Reason::quota, house.now, 0}, {}));
  CHECK(good(house.rows().ticket_stop())->reason == Stop::Reason::quota);
  good(house.rows().write_ticket_stop(Stop{Stop::Reason::service, house.now + seconds{5}, 3}, {}));
  const auto stop = good(house.rows().ticket_stop());
  CHECK(stop->reason == Stop::Reason::service);
  CHECK(stop->until == house.now + seconds{5});
  CHECK(stop->failures == 3);
  good(house.rows().write_ticket_stop(std::nullopt, {}));
  CHECK_FALSE(good(house.rows().ticket_stop()));
}

TEST_CASE("a number that is not ours has no letter and no way") {
  OnTheWay house;
  const std::vector<TrackNumber> numbers{TrackNumber{"10100099999999"}};
  CHECK(good(house.rows().letters(numbers)).empty());
  CHECK_FALSE(good(house.shop.data.desk().way(numbers[0])));
  CHECK(good(house.shop.data.desk().way(house.letters[0].track_number))->letter.id == house.letters[0].id);
}
