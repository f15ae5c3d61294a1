#include "tracking/tracking_update.hpp"

#include <algorithm>
#include <utility>

#include "tracking/operation_table.hpp"
#include "tracking/quiet_answer.hpp"

namespace postproof::tracking {

namespace {

using orders::LetterEvent;
using Status = orders::LetterStatus;

/// The event of the state table by which tracking reaches a status; nothing for those it never gives.
std::optional<LetterEvent> scan_event_of(Status status) {
  switch (status) {
    case Status::dispatched: return LetterEvent::scan_none_dispatched;
    case Status::printed: return LetterEvent::scan_none_printed;
    case Status::accepted: return LetterEvent::scan_accepted;
    case Status::in_transit: return LetterEvent::scan_in_transit;
    case Status::at_office: return LetterEvent::scan_at_office;
    case Status::delivered: return LetterEvent::scan_delivered;
    case Status::returning: return LetterEvent::scan_returning;
    case Status::returned: return LetterEvent::scan_returned;
    case Status::lost: return LetterEvent::scan_lost;
    case Status::ordered:
    case Status::sealed:
    case Status::cancelled:
    case Status::rejected: return std::nullopt;
  }
  return std::nullopt;
}

bool never_left(Status status) {
  return status == Status::ordered || status == Status::sealed || status == Status::cancelled ||
         status == Status::rejected;
}

/// Whether the letter may show `to`: it does already, or the state table has a row.
bool may_follow(Status from, Status to) {
  if (never_left(from)) return false;
  if (from == to) return true;
  const auto event = scan_event_of(to);
  return event && orders::next_status(from, *event) == to;
}

Consequences final_ones() {
  Consequences all;
  all.add(Consequence::delivered);
  all.add(Consequence::returned);
  all.add(Consequence::lost);
  return all;
}

Consequences voiding_ones() {
  Consequences all;
  all.add(Consequence::returned);
  all.add(Consequence::lost);
  return all;
}

/// What the facts call for. An arrival is not told any more once the letter has gone on.
Consequences called_for(const TrackingFacts& facts) {
  Consequences wanted;
  if (facts.scanned) wanted.add(Consequence::first_scan);
  switch (facts.status) {
    case Status::at_office:
      if (!facts.return_open) wanted.add(Consequence::at_office);
      break;
    case Status::returning: wanted.add(Consequence::returning); break;
    case Status::delivered: wanted.add(Consequence::delivered); break;
    case Status::returned: wanted.add(Consequence::returned); break;
    case Status::lost: wanted.add(Consequence::lost); break;
    default: break;
  }
  return wanted;
}

void decide_consequences(TrackingUpdate& update, const TrackedLetter& letter, const TrackingFacts& facts) {
  update.due = called_for(facts).without(letter.done);
  update.void_code = update.due.any_of(voiding_ones()) && !letter.done.any_of(voiding_ones());
  update.starts_erasure = update.due.any_of(final_ones()) && !letter.done.any_of(final_ones());
  if (facts.assignment_cancelled != letter.assignment_alarm_open) {
    update.alarms.push_back({TrackingAlarmKind::assignment_cancelled, letter.number.str(), facts.assignment_cancelled});
  }
}

std::optional<Instant> planned(const TrackedLetter& letter, const TrackingUpdate& update, PostAnswer::Kind kind,
                               const TrackingFacts& facts, Instant now, const PlanRules& plan) {
  const PlanFacts plan_facts{letter.number, update.to, update.last_change_at, update.storage_until, facts.upcoming_at};
  if (kind == PostAnswer::Kind::no_answer) {
    return interval_of(plan_facts, now, plan) ? std::optional{retry_at(letter.number, now, plan)} : std::nullopt;
  }
  const bool as_before = kind == PostAnswer::Kind::not_asked && update.from == update.to && letter.next_poll_at > now;
  return as_before ? letter.next_poll_at : next_poll_at(plan_facts, now, plan);
}

}  // namespace

TrackingFacts facts_shown(const TrackedLetter& letter, Instant now, const TrackingRules& rules) {
  TrackingFacts facts = status_of(letter.events, now, letter.base, rules);
  if (may_follow(letter.status, facts.status)) return facts;
  TrackingFacts stored;
  stored.status = letter.status;
  return stored;
}

TrackingUpdate update_of(const TrackedLetter& letter, const PostAnswer& answer, Instant now, const TrackingRules& rules,
                         const PlanRules& plan) {
  MergedEvents merged = merge(letter.events, answer.events);
  const TrackingFacts facts = status_of(merged.all, now, letter.base, rules);
  TrackingUpdate update;
  update.letter_no = letter.letter_no;
  update.id = letter.id;
  update.number = letter.number;
  update.from = letter.status;
  update.to = letter.status;
  update.events_dropped = merged.dropped;
  if (answer.kind == PostAnswer::Kind::answered) update.checked_at = now;

  if (!may_follow(letter.status, facts.status)) {
    if (facts.scanned) update.alarms.push_back({TrackingAlarmKind::unexpected_scan, letter.number.str(), true});
  } else {
    update.to = facts.status;
    if (update.to != update.from) update.event = scan_event_of(update.to);
    update.storage_until = facts.storage_until;
    decide_consequences(update, letter, facts);
  }
  const bool changes = update.to != update.from || !merged.added.empty();
  update.last_change_at = changes ? now : letter.last_change_at;
  update.unknown_operations = static_cast<std::size_t>(std::ranges::count_if(
      merged.added, [](const TrackingEvent& event) { return !find_operation(event.type, event.attribute); }));
  // An event still to come changes the letter by itself, and so would the same answer.
  if (answer.digest && !facts.upcoming_at) update.fingerprint = fingerprint_of(*answer.digest, update.to, letter.base);
  update.added = std::move(merged.added);
  update.changed = std::move(merged.changed);
  update.next_poll_at = planned(letter, update, answer.kind, facts, now, plan);
  return update;
}

}  // namespace postproof::tracking
