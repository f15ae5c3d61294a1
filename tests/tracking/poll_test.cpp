#include "tracking/poll.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/poll_house.hpp"

namespace postproof::tracking {
namespace {

using orders::LetterStatus;
using test::at;
using test::december;

using test::House;

constexpr seconds quarter{15 * 60};

TEST_CASE("due letters go into tickets, and answers come back after a quarter of an hour") {
  House house{3};
  house.history(0, "1:28/0");
  house.clock.set(at("2026-12-01T13:00:00+03:00"));
  const PollSummary issued = house.poll();
  CHECK(issued.tickets_issued == 1);
  CHECK(issued.letters_asked == 3);
  CHECK(issued.calls == 1);
  CHECK(house.store.tickets.size() == 1);
  // Nothing is asked again before its time.
  const PollSummary early = house.poll_after(quarter - seconds{1});
  CHECK(early.calls == 0);
  const PollSummary collected = house.poll_after(seconds{1});
  CHECK(collected.tickets_collected == 1);
  CHECK(collected.letters_answered == 3);
  CHECK(house.store.tickets.empty());
  CHECK(house.post.asked_too_early == 0);
  // Nothing known moves checked_at as well.
  for (const TrackNumber& number : house.numbers) CHECK(house.store.checked.at(number) == house.clock.now());
  CHECK(house.letter(0).events.size() == 1);
}

TEST_CASE("letters live through to their end, each consequence is told once") {
  House house{5};
  house.history(0, "1:1/2 2:8/0 4:8/2 6:2/1");
  house.history(1, "1:1/2 2:8/0 4:8/2 5:12/1 20:3/1 24:2/2");
  house.history(2, "1:1/2 9:5/1");
  house.history(3, "1:1/2 4:8/2 6:2/1 7:26/2 9:2/6");
  house.clock.set(at("2026-12-01T09:00:00+03:00"));
  for (int i = 0; i < 4 * 24 * 40; ++i) house.poll_after(quarter);
  CHECK(house.letter(0).status == LetterStatus::delivered);
  CHECK(house.letter(1).status == LetterStatus::returned);
  CHECK(house.letter(2).status == LetterStatus::lost);
  CHECK(house.letter(3).status == LetterStatus::delivered);
  CHECK(house.letter(4).status == LetterStatus::printed);
  CHECK(house.store.voided == 2);
  std::set<std::pair<TrackNumber, Consequence>> once{house.store.told.begin(), house.store.told.end()};
  CHECK(once.size() == house.store.told.size());
  CHECK(once.contains({house.numbers[1], Consequence::at_office}));
  CHECK(once.contains({house.numbers[1], Consequence::returning}));
  // A week after the end nobody asks any more; the unscanned one is still asked about.
  CHECK_FALSE(house.letter(0).next_poll_at);
  CHECK_FALSE(house.letter(2).next_poll_at);
  CHECK(house.letter(4).next_poll_at);
  CHECK(house.post.asked_too_early == 0);
}

TEST_CASE("a letter without any scan is lost after 120 days") {
  House house{1};
  for (int i = 0; i < 4 * 130; ++i) house.poll_after(seconds{6 * 3600});
  CHECK(house.letter(0).status == LetterStatus::lost);
  CHECK(house.store.voided == 1);
}

TEST_CASE("tickets hold at most items_per_ticket numbers, each number one ticket") {
  House house{1234};
  house.settings.items_per_ticket = 100;
  const PollSummary issued = house.poll();
  CHECK(issued.tickets_issued == 13);
  CHECK(issued.letters_asked == 1234);
  std::set<TrackNumber> members;
  for (const auto& [name, ticket] : house.store.tickets) {
    CHECK(ticket.members.size() <= 100);
    for (const DueLetter& member : ticket.members) members.insert(member.number);
  }
  CHECK(members.size() == 1234);
  CHECK(house.poll().calls == 0);
  CHECK(house.poll_after(quarter).tickets_collected == 13);
}

TEST_CASE("the budget counts calls of both protocols per day of the service zone") {
  House house{10};
  house.settings.items_per_ticket = 1;
  house.settings.daily_budget = 4;
  house.clock.set(at("2026-12-01T23:00:00+03:00"));
  const PollSummary first = house.poll();
  CHECK(first.calls == 4);
  CHECK(first.tickets_issued == 4);
  CHECK(first.budget_spent);
  const PollSummary none = house.poll_after(quarter);
  CHECK(none.calls == 0);
  CHECK(none.budget_spent);
  // 00:00 in Moscow, still the day before in Greenwich: ready ones are collected first.
  house.clock.set(at("2026-12-02T00:00:00+03:00"));
  const PollSummary next_day = house.poll();
  CHECK(next_day.calls == 4);
  CHECK(next_day.tickets_collected == 4);
}

TEST_CASE("code 3 stops new tickets until midnight while ready ones are collected") {
  House house{2};
  house.settings.items_per_ticket = 1;
  house.settings.requests_at_once = 1;
  house.post.quota = 1;
  const PollSummary first = house.poll();
  CHECK(first.tickets_issued == 1);
  CHECK(first.quota_spent);
  CHECK(house.store.has_alarm(TrackingAlarmKind::quota_spent, "post"));
  CHECK(house.store.stop->until == at("2026-12-02T00:00:00+03:00"));
  // The quota is not a reason to ask one by one.
  CHECK(house.post.seen.size() == 2);
  house.post.quota = 100;
  const PollSummary second = house.poll_after(quarter);
  CHECK(second.tickets_collected == 1);
  CHECK(second.tickets_issued == 0);
  CHECK(second.quota_spent);
  house.clock.set(at("2026-12-01T23:59:59+03:00"));
  CHECK(house.poll().tickets_issued == 0);
  const PollSummary after_midnight = house.poll_after(seconds{1});
  CHECK(after_midnight.tickets_issued > 0);
  CHECK_FALSE(after_midnight.quota_spent);
  CHECK_FALSE(house.store.stop);
  CHECK_FALSE(house.store.has_alarm(TrackingAlarmKind::quota_spent, "post"));
}

TEST_CASE("code 3 for a ready ticket keeps the ticket") {
  House house{1};
  house.poll();
  house.post.quota = 0;
  const PollSummary refused = house.poll_after(quarter);
  CHECK(refused.tickets_waiting == 1);
  CHECK(refused.quota_spent);
  CHECK(house.store.tickets.size() == 1);
  house.post.quota = 10;
  CHECK(house.poll_after(quarter).tickets_collected == 1);
}

TEST_CASE("an answer that is not ready is asked for every quarter of an hour") {
  House house{1};
  house.poll();
  house.post.meddle = [](const std::string&) { return test::batch_wrapper("<error ErrorTypeID=\"6\"/>"); };
  for (int i = 0; i < 10; ++i) {
    CHECK(house.poll_after(quarter).tickets_waiting == 1);
    CHECK(house.poll().calls == 0);
  }
  house.post.meddle = nullptr;
  CHECK(house.poll_after(quarter).tickets_collected == 1);
}

TEST_CASE("an expired ticket is dropped and its letters are asked anew in the same run") {
  for (const bool by_code : {true, false}) {
    CAPTURE(by_code);
    House house{2};
    house.poll();
    if (by_code) {
      house.post.meddle = [](std::string text) {
        return text.find("answerByTicketResponse") == std::string::npos
                   ? text
                   : test::batch_wrapper("<error ErrorTypeID=\"17\"/>");
      };
    }
    const PollSummary dropped = house.poll_after(by_code ? quarter : seconds{32 * 3600 + 1});
    CHECK(dropped.tickets_dropped == 1);
    CHECK(dropped.tickets_issued == 1);
    CHECK(dropped.letters_asked == 2);
    CHECK(dropped.calls == (by_code ? 2 : 1));
  }
}

TEST_CASE("internal errors and broken answers are asked again at a growing pace") {
  House house{1};
  house.poll();
  house.post.meddle = [](const std::string&) { return test::batch_wrapper("<error ErrorTypeID=\"16\"/>"); };
  CHECK(house.poll_after(quarter).tickets_waiting == 1);
  CHECK(house.poll_after(quarter - seconds{1}).calls == 0);
  CHECK(house.poll_after(quarter / 4 + seconds{1}).tickets_waiting == 1);
  CHECK(house.poll_after(quarter * 2 - seconds{1}).calls == 0);
  CHECK(house.poll_after(quarter / 2 + seconds{1}).tickets_waiting == 1);
  house.post.meddle = [](std::string text) { return text.substr(0, text.size() / 2); };
  const PollSummary cut = house.poll_after(quarter * 5);
  CHECK(cut.tickets_waiting == 1);
  CHECK(cut.failures.size() == 1);
  CHECK(house.letter(0).status == LetterStatus::printed);
  CHECK_FALSE(house.store.checked.contains(house.numbers[0]));
}

TEST_CASE("where tickets fail for another reason letters are asked one by one, within bounds") {
  House house{50};
  house.history(0, "1:1/2");
  house.clock.set(at("2026-12-01T13:00:00+03:00"));
  house.post.refuse_tickets_with = 16;
  house.settings.singles_per_run = 6;
  house.letter(0).next_poll_at = at("2026-12-01T08:00:00+03:00");
  const PollSummary first = house.poll();
  CHECK(first.tickets_issued == 0);
  CHECK(first.letters_answered == 6);
  CHECK(first.calls == 1 + 6);
  CHECK(house.letter(0).status == LetterStatus::accepted);
  REQUIRE(house.store.stop);
  CHECK(house.store.stop->reason == TicketStop::Reason::service);
  CHECK(house.store.stop->until == house.clock.now() + quarter);
  CHECK_FALSE(house.store.has_alarm(TrackingAlarmKind::quota_spent, "post"));
  CHECK(house.poll().calls == 0);
  house.poll_after(quarter);
  CHECK(house.store.stop->until == house.clock.now() + quarter * 2);
  house.post.refuse_tickets_with = 0;
  const PollSummary healed = house.poll_after(quarter * 2);
  CHECK(healed.tickets_issued == 1);
  CHECK_FALSE(house.store.stop);
}

TEST_CASE("a post that is down costs little and loses nothing") {
  House house{5};
  house.post.down = true;
  house.settings.singles_per_run = 2;
  const PollSummary down = house.poll();
  CHECK(down.letters_unanswered == 2);
  CHECK(down.failures.size() == 3);
  CHECK(house.store.tickets.empty());
  house.post.down = false;
  int answered = 0;
  for (int i = 0; i < 4 * 4; ++i) answered += static_cast<int>(house.poll_after(quarter).letters_answered);
  CHECK(answered >= 5);
  CHECK(house.store.checked.size() == 5);
}

TEST_CASE("HTML instead of SOAP is a failure, not an answer") {
  House house{1};
  house.post.broken = true;
  const PollSummary summary = house.poll();
  REQUIRE_FALSE(summary.failures.empty());
  CHECK_THAT(summary.failures[0], Catch::Contains("HTML"));
  CHECK_FALSE(house.store.checked.contains(house.numbers[0]));
}

TEST_CASE("poll --all asks about every letter that is under way and in no ticket, due or not") {
  House house{6};
  for (int n = 0; n < 6; ++n) house.letter(n).next_poll_at = house.clock.now() + days_in_seconds(1);
  house.letter(0).status = LetterStatus::delivered;
  house.letter(1).status = LetterStatus::sealed;
  house.letter(2).status = LetterStatus::rejected;
  house.letter(3).next_poll_at = house.clock.now();
  CHECK(house.poll().letters_asked == 1);
  CHECK(house.poll(true).letters_asked == 2);
  CHECK(house.poll(true).letters_asked == 0);
}

TEST_CASE("a number that the ticket's answer leaves out is asked for by itself in the same run") {
  House house{2};
  const std::string left_out = house.numbers[1].str();
  house.history(0, "1:1/2");
  house.history(1, "1:1/2");
  house.clock.set(at("2026-12-01T13:00:00+03:00"));
  house.poll();
  house.post.meddle = [left_out](std::string text) {
    const bool batch = text.find("answerByTicketResponse") != std::string::npos;
    if (batch) text.replace(text.find(left_out), left_out.size(), "");
    return text;
  };
  const PollSummary summary = house.poll_after(quarter);
  CHECK(summary.calls == 2);
  CHECK(summary.letters_answered == 2);
  CHECK(house.letter(1).status == LetterStatus::accepted);
}

TEST_CASE("what the post said before is not looked at again, and what is new is") {
  House house{3};
  for (int n = 0; n < 3; ++n) house.history(n, "1:1/2 2:8/4");
  house.clock.set(at("2026-12-03T13:00:00+03:00"));
  house.poll();
  CHECK(house.poll_after(quarter).letters_quiet == 0);
  house.history(0, "1:1/2 2:8/4 3:8/2");
  house.poll(true);
  const PollSummary second = house.poll_after(quarter);
  CHECK(second.letters_answered == 3);
  CHECK(second.letters_quiet == 2);
  CHECK(second.letters_changed == 1);
  CHECK(house.letter(0).status == LetterStatus::at_office);
  CHECK(house.store.checked.at(house.numbers[2]) == house.clock.now());
  CHECK(*house.letter(2).next_poll_at > house.clock.now());
}

TEST_CASE("operations that no table names are kept as they came, and counted") {
  House house{1};
  house.history(0, "1:1/2 2:8/181 2:777/3");
  house.clock.set(at("2026-12-03T13:00:00+03:00"));
  house.poll();
  CHECK(house.poll_after(quarter).unknown_operations == 2);
  CHECK(house.letter(0).events.size() == 3);
  CHECK(house.letter(0).status == LetterStatus::accepted);
}

TEST_CASE("answers about foreign numbers change nothing, missing ones are asked again") {
  House house{2};
  house.settings.singles_per_run = 0;
  const std::string stranger = house.numbers[1].str();
  house.history(0, "1:1/2");
  house.history(1, "1:1/2");
  house.clock.set(at("2026-12-01T13:00:00+03:00"));
  house.poll();
  house.post.meddle = [stranger](std::string text) {
    text.replace(text.find(stranger), stranger.size(), "10100024999990");
    return text;
  };
  const PollSummary summary = house.poll_after(quarter);
  CHECK(summary.foreign_items == 1);
  CHECK(summary.letters_answered == 1);
  CHECK(summary.letters_unanswered == 1);
  CHECK(house.letter(1).status == LetterStatus::printed);
  CHECK_FALSE(house.store.checked.contains(house.numbers[1]));
  CHECK(*house.letter(1).next_poll_at <= house.clock.now() + seconds{7200});
}

TEST_CASE("a ticket given twice is kept once") {
  House house{2};
  house.settings.items_per_ticket = 1;
  house.post.same_ticket = true;
  const PollSummary summary = house.poll();
  CHECK(summary.tickets_issued == 1);
  CHECK(house.store.tickets.size() == 1);
  CHECK(summary.failures.size() == 1);
}

TEST_CASE("a letter that somebody changed while the post answered is left alone and asked again") {
  House house{1};
  house.history(0, "1:1/2");
  house.clock.set(at("2026-12-01T13:00:00+03:00"));
  house.store.before_apply = [&house] { house.letter(0).status = LetterStatus::dispatched; };
  house.poll();
  const PollSummary raced = house.poll_after(quarter);
  CHECK(raced.conflicts == 1);
  CHECK(raced.letters_asked == 1);
  CHECK(house.letter(0).events.empty());
  house.store.before_apply = nullptr;
  house.poll_after(quarter);
  CHECK(house.letter(0).status == LetterStatus::accepted);
}

TEST_CASE("a storage that fails stops the run, and the next run goes on without loss") {
  for (int n = 0; n < 12; ++n) {
    CAPTURE(n);
    House house{4};
    house.settings.items_per_ticket = 2;
    for (int i = 0; i < 4; ++i) house.history(i, "1:1/2 2:2/1");
    house.store.writes_until_failure = n;
    for (int turn = 0; turn < 3; ++turn) {
      house.clock.advance(seconds{6 * 3600});
      const auto result = run_poll(house.store, house.client, house.clock, house.settings, true);
      if (!result) CHECK(result.error().kind == ErrorKind::io_failed);
    }
    house.store.writes_until_failure = -1;
    for (int turn = 0; turn < 12; ++turn) house.poll_after(seconds{6 * 3600}, true);
    for (int i = 0; i < 4; ++i) CHECK(house.letter(i).status == LetterStatus::delivered);
    std::set<std::pair<TrackNumber, Consequence>> once{house.store.told.begin(), house.store.told.end()};
    CHECK(once.size() == house.store.told.size());
  }
}

TEST_CASE("duplicated and reordered operations end like clean ones") {
  House clean{20};
  House faulty{20};
  std::mt19937 shuffler{99};
  const char* ways[] = {"1:1/2 2:8/0 4:8/2 6:2/1", "1:1/2 4:8/2 5:12/1 20:3/1 24:2/2", "1:1/2 9:5/1",
                        "1:1/2 4:8/2 6:2/1 7:26/2 9:2/6"};
  for (int n = 0; n < 20; ++n) {
    clean.history(n, ways[n % 4]);
    faulty.history(n, ways[n % 4]);
    auto& events = faulty.post.histories.at(faulty.numbers.at(static_cast<std::size_t>(n)).str());
    const auto copy = events;
    events.insert(events.end(), copy.begin(), copy.end());
    std::ranges::shuffle(events, shuffler);
  }
  for (int i = 0; i < 4 * 40; ++i) {
    clean.poll_after(seconds{6 * 3600}, true);
    faulty.poll_after(seconds{6 * 3600}, true);
  }
  for (int n = 0; n < 20; ++n) {
    CHECK(clean.letter(n).status == faulty.letter(n).status);
    CHECK(clean.letter(n).events == faulty.letter(n).events);
  }
  CHECK(clean.store.voided == faulty.store.voided);
}

}  // namespace
}  // namespace postproof::tracking
