#include "store/poll_rows.hpp"

#include <catch2/catch.hpp>

#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::test;
using orders::LetterStatus;
using tracking::OpenTicket;
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
  OpenTicket ticket(const std::string& name, std::vector<TrackNumber> members) const {
    return {name, now, now + seconds{900}, 0, std::move(members)};
  }
};

TrackingEvent event(int type, int attribute, Instant at, int tie = 0) {
  return {type, attribute, at, PostalIndex{"101000"}, tie, "name", "place"};
}

}  // namespace

TEST_CASE("every handed-over letter comes up for a question within a day, the test letter too") {
  OnTheWay house;
  CHECK(good(house.rows().due_numbers(monday_evening(), false, 10)).empty());
  CHECK(good(house.rows().due_numbers(house.now, false, 10)).size() == 4);
  CHECK(good(house.rows().due_numbers(house.now, false, 3)).size() == 3);
  CHECK(good(house.rows().due_numbers(monday_evening(), true, 10)).size() == 4);
}

TEST_CASE("a number in an open ticket is not asked for again until the ticket is closed") {
  OnTheWay house;
  const std::vector<TrackNumber> members{house.letters[0].track_number, house.letters[1].track_number};
  good(house.rows().record_ticket(house.ticket("t-1", members)));
  CHECK(good(house.rows().due_numbers(house.now, true, 10)).size() == 2);
  const auto same_name = house.rows().record_ticket(house.ticket("t-1", {house.letters[2].track_number}));
  REQUIRE_FALSE(same_name);
  CHECK(same_name.error().kind == ErrorKind::state_conflict);
  CHECK(good(house.rows().due_numbers(house.now, true, 10)).size() == 2);

  CHECK(good(house.rows().ripe_tickets(house.now + seconds{899}, 10)).empty());
  const auto ripe = good(house.rows().ripe_tickets(house.now + seconds{900}, 10));
  REQUIRE(ripe.size() == 1);
  CHECK(ripe[0].members == members);
  good(house.rows().postpone_ticket("t-1", house.now + seconds{3600}, 2));
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{3599}, 10)).empty());
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{3600}, 10)).at(0).failures == 2);
  good(house.rows().apply({}, "t-1"));
  CHECK(good(house.rows().ripe_tickets(house.now + seconds{3600}, 10)).empty());
  CHECK(good(house.rows().due_numbers(house.now, true, 10)).size() == 4);
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
    const std::vector updates{house.update(0, events)};
    CHECK(good(house.rows().apply(updates, std::nullopt)).written == 1);
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
  const tracking::ApplyOutcome outcome = good(house.rows().apply(updates, std::nullopt));
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
  good(house.rows().apply(updates, std::nullopt));
  orders::Letter letter = house.shop.data.letter(house.letters[0].id);
  CHECK(letter.status == LetterStatus::returned);
  CHECK(letter.code_status == orders::CodeStatus::voided);
  house.now += seconds{60};
  house.shop.data.clock.set(house.now);
  updates = {house.update(0, {accepted, returning, handed_back, event(2, 1, house.now - seconds{5})})};
  good(house.rows().apply(updates, std::nullopt));
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
