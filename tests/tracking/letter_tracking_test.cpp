#include "tracking/letter_tracking.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/tracking/event_texts.hpp"
#include "tracking/operation_table.hpp"

namespace postproof::tracking {
namespace {

using orders::LetterStatus;
using test::at;
using test::december;
using test::events;

const Instant year_end = at("2026-12-31T23:00:00+03:00");
const TrackingBase printed{LetterStatus::printed, at("2026-11-25T10:00:00+03:00"), false};

TrackingFacts facts_of(const std::vector<TrackingEvent>& all, Instant now = year_end,
                       const TrackingBase& base = printed) {
  return status_of(all, now, base, {});
}

struct Row {
  const char* what;
  const char* way;
  const char* status;
};

TEST_CASE("the status follows the operations") {
  const Row row =
      GENERATE(Row{"nothing yet", "", "printed"},                                       //
               Row{"announced", "1:28/0", "printed"},                                   //
               Row{"accepted", "1:28/0 2:1/2", "accepted"},                             //
               Row{"sorted", "1:1/2 2:8/0", "in_transit"},                              //
               Row{"at the office", "1:1/2 2:8/4 5:8/2", "at_office"},                  //
               Row{"with the postman", "1:1/2 5:8/2 6:8/18", "in_transit"},             //
               Row{"failed attempt", "1:1/2 5:8/2 6:8/18 6:12/1", "at_office"},         //
               Row{"second failed attempt", "5:8/2 6:12/1 9:42/1", "at_office"},        //
               Row{"notice", "5:8/2 6:8/24", "at_office"},                              //
               Row{"forwarded", "5:8/2 6:4/2", "in_transit"},                           //
               Row{"delivered", "1:1/2 5:8/2 7:2/1", "delivered"},                      //
               Row{"by the postman", "1:1/2 5:8/2 7:2/6", "delivered"},                 //
               Row{"handed, to whom is not said", "1:1/2 5:8/2 7:2/0", "delivered"},    //
               Row{"handed over for digitisation", "5:8/2 7:2/14", "delivered"},        //
               Row{"return begun", "5:8/2 9:3/1", "returning"},                         //
               Row{"left on its way back", "5:8/2 9:3/1 10:8/20", "returning"},         //
               Row{"returned", "5:8/2 9:3/1 12:2/2", "returned"},                       //
               Row{"handed while a return is open", "5:8/2 9:3/1 12:2/0", "returned"},  //
               Row{"handed after sorting on the way back", "9:3/1 10:8/4 11:8/2 12:2/14", "returned"},
               Row{"handed after the return was cancelled", "9:3/1 10:26/2 12:2/0", "delivered"},
               Row{"handed again after a return ended with the addressee", "9:3/1 10:2/1 11:2/0", "delivered"},
               Row{"handed again after a return ended with the sender", "9:3/1 10:2/2 11:2/0", "returned"},
               Row{"lost", "1:1/2 9:5/1", "lost"},                                                //
               Row{"loss registered", "1:1/2 9:18/0", "lost"},                                    //
               Row{"destroyed", "1:1/2 9:16/0", "lost"},                                          //
               Row{"unclaimed", "1:1/2 9:7/2", "lost"},                                           //
               Row{"sorting after delivery", "7:2/1 8:8/0", "delivered"},                         //
               Row{"return after delivery", "7:2/1 8:3/1", "delivered"},                          //
               Row{"a later final one wins", "7:2/1 8:2/2", "returned"},                          //
               Row{"the later final one wins, whichever", "7:2/2 8:2/1", "delivered"},            //
               Row{"found after loss", "7:5/1 8:8/2", "lost"},                                    //
               Row{"delivered after loss", "7:5/1 8:2/1", "delivered"},                           //
               Row{"delivery cancelled", "5:8/2 7:2/1 8:26/2", "at_office"},                      //
               Row{"delivery cancelled, then sorted", "5:8/2 7:2/1 8:26/2 9:8/4", "in_transit"},  //
               Row{"two cancelled", "2:1/2 5:8/2 7:2/1 8:26/2 9:26/1", "accepted"},               //
               Row{"cancelled and made again", "5:8/2 7:2/1 8:26/2 9:2/1", "delivered"},          //
               Row{"all cancelled", "2:1/2 3:26/2", "printed"},                                   //
               Row{"nothing there to cancel", "1:26/2 2:1/2", "accepted"},                        //
               Row{"more cancellations than operations", "2:1/2 3:26/2 4:26/2 5:8/0", "in_transit"},
               Row{"a cancellation takes an operation without state too", "5:8/2 7:2/1 8:34/0 9:26/2", "delivered"},
               Row{"a cancellation of the same instant", "5:8/2 7:2/1 7:26/2", "at_office"},  //
               Row{"told before what it cancels, same instant", "5:8/2 7:26/2 7:2/1", "at_office"},
               Row{"an unknown attribute of cancellation cancels too", "5:8/2 7:2/1 8:26/77", "at_office"},
               Row{"a bare type 26 is no operation of the list, yet cancels", "5:8/2 7:2/1 8:26/0", "at_office"},
               Row{"unknown operation", "5:8/2 7:9999/1", "at_office"},                    //
               Row{"unknown attribute", "5:8/2 7:2/999", "at_office"},                     //
               Row{"only unknown ones", "5:104/1 7:9999/1", "printed"},                    //
               Row{"identifier assigned again after a scan", "2:1/2 3:28/0", "accepted"},  //
               Row{"assignment cancelled after a scan", "2:1/2 3:46/0", "accepted"});
  CAPTURE(row.what, row.way);
  CHECK(name_of(facts_of(december(row.way)).status) == row.status);
}

TEST_CASE("ties are applied in the order of the answer") {
  CHECK(facts_of(december("7:2/1 7:2/2")).status == LetterStatus::returned);
  CHECK(facts_of(december("7:2/2 7:2/1")).status == LetterStatus::delivered);
}

TEST_CASE("every operation of the table alone gives the status of its state column") {
  for (const OperationRow& row : operation_rows()) {
    if (row.attribute == no_attribute || row.type == 26) continue;
    CAPTURE(row.type, row.attribute);
    const std::string way = fmt::format("5:{}/{}", row.type, row.attribute);
    const std::string state{name_of(row.meaning)};
    const std::string expected = state.empty() ? "printed" : state == "handed" ? "delivered" : state;
    CHECK(name_of(facts_of(december(way)).status) == expected);
  }
}

TEST_CASE("future events are kept but count only when their instant has come") {
  const auto way = december("5:8/2 20:2/1");
  const Instant delivery = at("2026-12-20T12:00:00+03:00");
  const TrackingFacts before = facts_of(way, delivery - seconds{1});
  CHECK(before.status == LetterStatus::at_office);
  CHECK(before.upcoming_at == delivery);
  const TrackingFacts then = facts_of(way, delivery);
  CHECK(then.status == LetterStatus::delivered);
  CHECK_FALSE(then.upcoming_at);
}

TEST_CASE("a future cancellation does not cancel yet") {
  const auto way = december("5:8/2 7:2/1 20:26/2");
  CHECK(facts_of(way, at("2026-12-19T00:00:00+03:00")).status == LetterStatus::delivered);
  CHECK(facts_of(way, at("2026-12-21T00:00:00+03:00")).status == LetterStatus::at_office);
}

TEST_CASE("a cancelled assignment is an alarm until the first scan, whenever that was") {
  CHECK(facts_of(december("1:28/0 2:46/0")).assignment_cancelled);
  CHECK_FALSE(facts_of(december("1:28/0 2:46/0 3:1/2")).assignment_cancelled);
  CHECK_FALSE(facts_of(december("1:1/2 2:46/0")).assignment_cancelled);
  CHECK_FALSE(facts_of(december("1:28/0 2:46/0 3:26/2")).assignment_cancelled);
  CHECK_FALSE(facts_of(december("1:28/0")).assignment_cancelled);
  CHECK(facts_of(december("1:46/0 2:9999/9")).assignment_cancelled);
}

TEST_CASE("a letter waits until the office's day of arrival and 30 days") {
  struct Storage {
    const char* way;
    const char* until;
  };
  const Storage row = GENERATE(
      Storage{"8/2 2026-12-01T12:00:00+03:00 101000", "2026-12-31"},
      // 23:30 in Moscow of 30 November is 03:30 of 1 December in Novosibirsk.
      Storage{"8/2 2026-11-30T23:30:00+03:00 630099", "2026-12-31"},
      Storage{"8/2 2026-11-30T23:30:00+03:00 101000", "2026-12-30"},
      Storage{"8/2 2026-12-01T00:30:00+03:00 236000", "2026-12-30"},
      // countdown operations
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/27 2026-12-07T12:00:00Z 101000", "2027-01-01"},
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/33 2026-12-08T12:00:00Z 101000", "2026-12-31"},
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/35 2026-12-21T12:00:00Z 101000", "2026-12-31"},
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/28 2026-12-26T12:00:00Z 101000", "2026-12-31"},
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/43 2026-12-20T12:00:00Z 101000", "2026-12-22"},
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/42 2026-12-20T22:00:00Z 101000", "2026-12-22"},
      // the latest countdown counts
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/35 2026-12-10T12:00:00Z 101000; 8/28 2026-12-18T12:00:00Z 101000",
              "2026-12-23"},
      // attempts and notices at the same office do not prolong it
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/18 2026-12-02T06:00:00Z 101000; 12/1 2026-12-02T12:00:00Z 101000;"
              "8/25 2026-12-03T12:00:00Z 101000",
              "2026-12-31"},
      // forwarded: the new office counts anew
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/28 2026-12-02T12:00:00Z 101000; 4/2 2026-12-03T12:00:00Z 101000;"
              "8/2 2026-12-05T12:00:00Z 140000",
              "2027-01-04"},
      // a second arrival counts anew even if nobody told that the letter left
      Storage{"8/2 2026-12-01T12:00:00Z 101000; 8/28 2026-12-02T12:00:00Z 101000; 8/2 2026-12-05T12:00:00Z 140000",
              "2027-01-04"},
      // no arrival told: the first operation there counts
      Storage{"12/1 2026-12-03T12:00:00Z 101000; 8/25 2026-12-05T12:00:00Z 101000", "2027-01-02"});
  CAPTURE(row.way);
  const TrackingFacts facts = facts_of(events(row.way));
  REQUIRE(facts.status == LetterStatus::at_office);
  REQUIRE(facts.storage_until);
  CHECK(format_date(*facts.storage_until) == row.until);
}

TEST_CASE("days of storage are a rule") {
  TrackingRules rules;
  rules.storage_days = 15;
  const auto facts = status_of(december("5:8/2"), year_end, printed, rules);
  CHECK(format_date(*facts.storage_until) == "2026-12-20");
}

TEST_CASE("a letter that is not at the office has no end of storage and no office") {
  for (const char* way : {"", "5:8/2 6:8/18", "5:8/2 6:4/2", "5:8/2 6:3/1", "5:8/2 6:2/1", "5:8/27 6:5/1"}) {
    const TrackingFacts facts = facts_of(december(way));
    CHECK_FALSE(facts.storage_until);
    CHECK(facts.office.empty());
  }
}

TEST_CASE("a cancelled arrival takes its end of storage with it") {
  const TrackingFacts facts = facts_of(december("3:8/2 6:8/2 7:26/2"));
  CHECK(format_date(*facts.storage_until) == "2027-01-02");
}

TEST_CASE("without a scan the letter is lost 120 days after it was printed, not a second earlier") {
  const Instant bound = *printed.printed_at + days_in_seconds(120);
  CHECK(facts_of({}, bound - seconds{1}).status == LetterStatus::printed);
  CHECK(facts_of({}, bound).status == LetterStatus::lost);
  CHECK(facts_of(december("1:28/0"), bound).status == LetterStatus::lost);
  CHECK(facts_of(december("1:1/2"), bound).status == LetterStatus::accepted);
  CHECK(facts_of({}, bound, {LetterStatus::dispatched, std::nullopt, false}).status == LetterStatus::dispatched);
}

TEST_CASE("a declared loss stands until the post says something final") {
  const TrackingBase declared{LetterStatus::printed, printed.printed_at, true};
  CHECK(facts_of({}, year_end, declared).status == LetterStatus::lost);
  CHECK(facts_of(december("5:8/2"), year_end, declared).status == LetterStatus::lost);
  CHECK(facts_of(december("5:8/2 6:2/1"), year_end, declared).status == LetterStatus::delivered);
  CHECK(facts_of(december("5:8/2 6:3/1 7:2/2"), year_end, declared).status == LetterStatus::returned);
}

bool same_facts(const TrackingFacts& a, const TrackingFacts& b) {
  return a.status == b.status && a.scanned == b.scanned && a.return_open == b.return_open &&
         a.assignment_cancelled == b.assignment_cancelled && a.storage_until == b.storage_until &&
         a.office == b.office && a.newest_at == b.newest_at && a.upcoming_at == b.upcoming_at;
}

TEST_CASE("any order of the events gives the same facts") {
  std::mt19937 shuffler{417};
  for (int round = 0; round < 300; ++round) {
    std::vector<TrackingEvent> way;
    const auto rows = operation_rows();
    for (int i = 0; i < 25; ++i) {
      const OperationRow& row = rows[shuffler() % rows.size()];
      TrackingEvent one;
      one.type = i % 6 == 5 ? 26 : row.type;
      one.attribute = i % 6 == 5 ? 2 : row.attribute;
      one.instant = at("2026-12-01T00:00:00Z") + seconds{static_cast<int>(shuffler() % 12) * 86'400};
      one.index = PostalIndex{i % 2 == 0 ? "630099" : "101000"};
      way.push_back(one);
    }
    way = events_of_answer(way);
    const Instant now = at("2026-12-09T00:00:00Z");
    const TrackingFacts once = facts_of(way, now);
    for (int turn = 0; turn < 10; ++turn) {
      std::ranges::shuffle(way, shuffler);
      REQUIRE(same_facts(facts_of(way, now), once));
    }
  }
}

}  // namespace
}  // namespace postproof::tracking
