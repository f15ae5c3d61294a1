#include "tracking/tracking_update.hpp"

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"

namespace postproof::tracking {
namespace {

using orders::LetterEvent;
using orders::LetterStatus;
using test::at;
using test::december;
using Kind = PostAnswer::Kind;

const Instant now = at("2026-12-20T12:00:00+03:00");

TrackedLetter printed_letter() {
  TrackedLetter letter;
  letter.id = LetterId{"ltr_1"};
  letter.number = TrackNumber{"10100024004170"};
  letter.status = LetterStatus::printed;
  letter.base = {LetterStatus::printed, at("2026-12-01T10:00:00+03:00"), false};
  letter.last_change_at = at("2026-12-01T10:00:00+03:00");
  letter.next_poll_at = now;
  return letter;
}

TrackingUpdate update(const TrackedLetter& letter, const PostAnswer& answer, Instant at_instant = now) {
  return update_of(letter, answer, at_instant, {}, {});
}

/// The letter after the update was written.
TrackedLetter written(TrackedLetter letter, const TrackingUpdate& update) {
  letter.events = merge(letter.events, update.added).all;
  letter.events = merge(letter.events, update.changed).all;
  letter.status = update.to;
  letter.storage_until = update.storage_until;
  letter.last_change_at = update.last_change_at;
  letter.next_poll_at = update.next_poll_at;
  letter.done = Consequences{static_cast<std::uint8_t>(letter.done.bits() | update.due.bits())};
  for (const AlarmChange& alarm : update.alarms) {
    if (alarm.kind == TrackingAlarmKind::assignment_cancelled) letter.assignment_alarm_open = alarm.raise;
  }
  return letter;
}

TEST_CASE("an answer with a first scan moves the letter and tells it once") {
  const TrackingUpdate first = update(printed_letter(), {Kind::answered, december("2:1/2 3:8/0")});
  CHECK(first.from == LetterStatus::printed);
  CHECK(first.to == LetterStatus::in_transit);
  CHECK(first.event == LetterEvent::scan_in_transit);
  CHECK(first.added.size() == 2);
  CHECK(first.checked_at == now);
  CHECK(first.last_change_at == now);
  CHECK(first.due.contains(Consequence::first_scan));
  CHECK(first.next_poll_at > now);
  const TrackingUpdate second =
      update(written(printed_letter(), first), {Kind::answered, december("2:1/2 3:8/0")}, now + seconds{60});
  CHECK(second.added.empty());
  CHECK(second.changed.empty());
  CHECK(second.due.empty());
  CHECK(second.from == second.to);
  CHECK_FALSE(second.event);
  CHECK(second.last_change_at == now);
  CHECK(second.checked_at == now + seconds{60});
}

TEST_CASE("nothing known moves checked_at alone") {
  const TrackingUpdate nothing = update(printed_letter(), {Kind::answered, {}});
  CHECK(nothing.checked_at == now);
  CHECK(nothing.to == LetterStatus::printed);
  CHECK(nothing.due.empty());
  CHECK(nothing.last_change_at == printed_letter().last_change_at);
}

TEST_CASE("no answer leaves checked_at and asks again soon") {
  const TrackingUpdate none = update(printed_letter(), {Kind::no_answer, {}});
  CHECK_FALSE(none.checked_at);
  CHECK(none.to == LetterStatus::printed);
  CHECK(*none.next_poll_at >= now + seconds{3600});
  CHECK(*none.next_poll_at < now + seconds{7200});
}

TEST_CASE("arrival sets the end of storage and tells it once") {
  const TrackingUpdate arrival = update(printed_letter(), {Kind::answered, december("2:1/2 5:8/2")});
  CHECK(arrival.storage_until == parse_date("2027-01-04"));
  CHECK(arrival.due.contains(Consequence::at_office));
  TrackedLetter letter = written(printed_letter(), arrival);
  letter = written(letter, update(letter, {Kind::answered, december("6:8/18")}));
  CHECK(letter.status == LetterStatus::in_transit);
  CHECK_FALSE(letter.storage_until);
  const TrackingUpdate again = update(letter, {Kind::answered, december("6:12/1")});
  CHECK(again.to == LetterStatus::at_office);
  CHECK(again.storage_until == parse_date("2027-01-04"));
  CHECK_FALSE(again.due.contains(Consequence::at_office));
}

TEST_CASE("an arrival that is over is not told any more, nor one on the way back") {
  CHECK_FALSE(update(printed_letter(), {Kind::answered, december("5:8/2 7:2/1")}).due.contains(Consequence::at_office));
  const TrackingUpdate back = update(printed_letter(), {Kind::answered, december("7:3/1 9:8/2")});
  CHECK(back.to == LetterStatus::at_office);
  CHECK_FALSE(back.due.contains(Consequence::at_office));
}

TEST_CASE("returned and lost void the code once, whatever comes later") {
  struct Row {
    const char* way;
    bool voids;
  };
  for (const Row& row :
       {Row{"5:8/2 9:3/1 12:2/2", true}, Row{"5:5/1", true}, Row{"5:8/2 7:2/1", false}, Row{"9:3/1", false}}) {
    CAPTURE(row.way);
    CHECK(update(printed_letter(), {Kind::answered, december(row.way)}).void_code == row.voids);
  }
  TrackedLetter letter = printed_letter();
  letter = written(letter, update(letter, {Kind::answered, december("5:2/2")}));
  const TrackingUpdate corrected = update(letter, {Kind::answered, december("6:26/2 7:2/1")});
  CHECK(corrected.to == LetterStatus::delivered);
  CHECK_FALSE(corrected.void_code);
  CHECK(corrected.due.contains(Consequence::delivered));
  letter = written(letter, corrected);
  const TrackingUpdate lost = update(letter, {Kind::answered, december("8:5/1")});
  CHECK(lost.to == LetterStatus::lost);
  CHECK(lost.due.contains(Consequence::lost));
  CHECK_FALSE(lost.void_code);
  letter = written(letter, lost);
  const TrackingUpdate returned_again = update(letter, {Kind::answered, december("9:2/2")});
  CHECK(returned_again.to == LetterStatus::returned);
  CHECK(returned_again.due.empty());
}

TEST_CASE("the erasure clock starts with the first final status only") {
  TrackedLetter letter = printed_letter();
  const TrackingUpdate delivered = update(letter, {Kind::answered, december("5:2/1")});
  CHECK(delivered.starts_erasure);
  letter = written(letter, delivered);
  const TrackingUpdate undone = update(letter, {Kind::answered, december("6:26/2")});
  CHECK(undone.to == LetterStatus::printed);
  CHECK(undone.event == LetterEvent::scan_none_printed);
  CHECK_FALSE(undone.starts_erasure);
  letter = written(letter, undone);
  CHECK_FALSE(update(letter, {Kind::answered, december("7:2/2")}).starts_erasure);
}

TEST_CASE("a cancelled assignment raises an alarm that a first scan closes") {
  TrackedLetter letter = printed_letter();
  const TrackingUpdate raised = update(letter, {Kind::answered, december("2:28/0 3:46/0")});
  CHECK(raised.to == LetterStatus::printed);
  REQUIRE(raised.alarms.size() == 1);
  CHECK(raised.alarms[0] == AlarmChange{TrackingAlarmKind::assignment_cancelled, "10100024004170", true});
  letter = written(letter, raised);
  CHECK(update(letter, {Kind::answered, december("2:28/0 3:46/0")}).alarms.empty());
  const TrackingUpdate closed = update(letter, {Kind::answered, december("4:1/2")});
  REQUIRE(closed.alarms.size() == 1);
  CHECK_FALSE(closed.alarms[0].raise);
}

TEST_CASE("a letter that never left keeps its status; its scan is an alarm and its events are kept") {
  for (const LetterStatus status :
       {LetterStatus::ordered, LetterStatus::sealed, LetterStatus::cancelled, LetterStatus::rejected}) {
    CAPTURE(name_of(status));
    TrackedLetter letter = printed_letter();
    letter.status = status;
    const TrackingUpdate scanned = update(letter, {Kind::answered, december("5:2/1")});
    CHECK(scanned.to == status);
    CHECK_FALSE(scanned.event);
    CHECK(scanned.due.empty());
    CHECK_FALSE(scanned.void_code);
    CHECK(scanned.added.size() == 1);
    REQUIRE(scanned.alarms.size() == 1);
    CHECK(scanned.alarms[0].kind == TrackingAlarmKind::unexpected_scan);
    CHECK_FALSE(scanned.next_poll_at);
    CHECK(update(letter, {Kind::answered, {}}).alarms.empty());
    CHECK(facts_shown(written(letter, scanned), now, {}).status == status);
  }
}

TEST_CASE("time alone makes future events count and an unscanned letter lost") {
  TrackedLetter letter = printed_letter();
  letter = written(letter, update(letter, {Kind::answered, december("5:8/2 28:2/1")}));
  const Instant then = at("2026-12-28T12:00:00+03:00");
  CHECK(letter.status == LetterStatus::at_office);
  CHECK(letter.next_poll_at < then);
  const TrackingUpdate later = update(letter, {}, then);
  CHECK(later.to == LetterStatus::delivered);
  CHECK_FALSE(later.checked_at);
  const TrackingUpdate lost = update(printed_letter(), {}, *printed_letter().base.printed_at + days_in_seconds(120));
  CHECK(lost.to == LetterStatus::lost);
  CHECK(lost.event == LetterEvent::scan_lost);
  CHECK(lost.void_code);
}

TEST_CASE("time alone leaves a planned question where it is") {
  TrackedLetter letter = printed_letter();
  letter.next_poll_at = now + seconds{5000};
  CHECK(update(letter, {}).next_poll_at == letter.next_poll_at);
}

TEST_CASE("a correction by the post leads from any status of the way to any other") {
  const std::vector<const char*> ways{"", "5:1/2", "5:8/0", "5:8/2", "5:3/1", "5:2/1", "5:2/2", "5:5/1"};
  for (const char* before : ways) {
    for (const char* after : ways) {
      TrackedLetter letter = printed_letter();
      letter = written(letter, update(letter, {Kind::answered, december(before)}));
      letter.events = december(after);
      const TrackingUpdate corrected = update(letter, {Kind::answered, {}});
      CAPTURE(before, after);
      CHECK(name_of(corrected.to) == name_of(facts_shown(letter, now, {}).status));
      CHECK(corrected.event.has_value() == (corrected.from != corrected.to));
      if (corrected.event) CHECK(orders::next_status(corrected.from, *corrected.event) == corrected.to);
    }
  }
}

TEST_CASE("alarms have a stable word and say what to do") {
  CHECK(name_of(TrackingAlarmKind::quota_spent) == "quota_spent");
  for (const auto kind :
       {TrackingAlarmKind::quota_spent, TrackingAlarmKind::assignment_cancelled, TrackingAlarmKind::unexpected_scan}) {
    CHECK_FALSE(name_of(kind).empty());
    CHECK_FALSE(what_to_do(kind).empty());
  }
}

}  // namespace
}  // namespace postproof::tracking
