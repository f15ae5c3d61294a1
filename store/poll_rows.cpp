#include "store/poll_rows.hpp"

#include <algorithm>
#include <array>

#include "store/letter_rows.hpp"
#include "store/order_rows.hpp"

namespace postproof::store {

using tracking::AlarmChange;
using tracking::Consequence;
using tracking::OpenTicket;
using tracking::TicketStop;
using tracking::TrackedLetter;
using tracking::TrackingUpdate;

namespace {

constexpr std::string_view by_post = "post";

struct Telling {
  Consequence consequence;
  orders::NoticeType notice;
};
constexpr std::array tellings{
    Telling{Consequence::first_scan, orders::NoticeType::letter_accepted},
    Telling{Consequence::at_office, orders::NoticeType::letter_at_office},
    Telling{Consequence::returning, orders::NoticeType::letter_returning},
    Telling{Consequence::delivered, orders::NoticeType::letter_delivered},
    Telling{Consequence::returned, orders::NoticeType::letter_returned},
    Telling{Consequence::lost, orders::NoticeType::letter_lost},
};

std::optional<Date> maybe_date(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : parse_date(row.text(column));
}

Result<void> write_alarms(OrderRows& rows, Connection& db, std::span<const AlarmChange> alarms, Instant now) {
  for (const AlarmChange& alarm : alarms) {
    if (alarm.raise) {
      PP_TRYV(rows.raise_alarm(name_of(alarm.kind), alarm.object, what_to_do(alarm.kind), now));
    } else {
      db.query("UPDATE alarms SET closed_at = ? WHERE kind = ? AND object = ? AND closed_at IS NULL")
          .with(now, name_of(alarm.kind), alarm.object)
          .run();
    }
  }
  return success();
}

TrackedLetter tracked_letter_of(Connection& db, const Query& row) {
  TrackedLetter letter;
  letter.id = LetterId{row.text(1)};
  letter.number = TrackNumber{row.text(2)};
  letter.status = letter_status_in(row, 3);
  letter.base.printed_at = row.maybe_instant(4);
  letter.base.status = letter.base.printed_at ? orders::LetterStatus::printed : orders::LetterStatus::dispatched;
  letter.base.declared_lost = row.integer(5) != 0;
  letter.last_change_at = row.instant(6);
  letter.storage_until = maybe_date(row, 7);
  letter.next_poll_at = row.maybe_instant(8);
  letter.done = tracking::Consequences{static_cast<std::uint8_t>(row.integer(9))};
  letter.assignment_alarm_open = row.integer(10) != 0;
  letter.events = tracking_events(db, row.integer(0));
  return letter;
}

}  // namespace

std::vector<tracking::TrackingEvent> tracking_events(Connection& db, std::int64_t letter_no) {
  std::vector<tracking::TrackingEvent> events;
  Query row =
      db.query("SELECT type, attribute, at, place_index, tie, name, place FROM tracking_events WHERE letter_no = ?");
  row.bind(letter_no);
  while (row.next()) {
    events.push_back(tracking::TrackingEvent{row.small(0), row.small(1), row.instant(2), PostalIndex{row.text(3)},
                                             row.small(4), row.text(5), row.text(6)});
  }
  std::ranges::sort(events, tracking::comes_before);
  return events;
}

Result<std::vector<OpenTicket>> PollRows::ripe_tickets(Instant now, std::size_t most) {
  return readers_.read<std::vector<OpenTicket>>([&](Connection& db) -> Result<std::vector<OpenTicket>> {
    std::vector<OpenTicket> tickets;
    Query row = db.query(
        "SELECT ticket_no, ticket, issued_at, next_question_at, failures FROM tickets WHERE next_question_at <= ? "
        "ORDER BY next_question_at, ticket_no LIMIT ?");
    row.with(now, static_cast<std::int64_t>(most));
    while (row.next()) {
      OpenTicket ticket{row.text(1), row.instant(2), row.instant(3), row.small(4), {}};
      Query member = db.query("SELECT track_number FROM letters WHERE ticket_no = ? ORDER BY letter_no");
      member.bind(row.integer(0));
      while (member.next()) ticket.members.emplace_back(member.text(0));
      tickets.push_back(std::move(ticket));
    }
    return tickets;
  });
}

Result<std::vector<TrackNumber>> PollRows::due_numbers(Instant now, bool all, std::size_t most) {
  return readers_.read<std::vector<TrackNumber>>([&](Connection& db) -> Result<std::vector<TrackNumber>> {
    std::vector<TrackNumber> numbers;
    Query due = db.query(
        "SELECT track_number FROM letters WHERE next_poll_at <= ? AND ticket_no IS NULL "
        "ORDER BY next_poll_at, letter_no LIMIT ?");
    due.with(now, static_cast<std::int64_t>(most));
    while (due.next()) numbers.emplace_back(due.text(0));
    if (!all || numbers.size() >= most) return numbers;
    Query rest = db.query(
        "SELECT track_number FROM letters WHERE handed_over_at IS NOT NULL AND ticket_no IS NULL AND "
        "(next_poll_at IS NULL OR next_poll_at > ?) AND status IN ('dispatched', 'printed', 'accepted', 'in_transit', "
        "'at_office', 'returning') ORDER BY next_poll_at, letter_no LIMIT ?");
    rest.with(now, static_cast<std::int64_t>(most - numbers.size()));
    while (rest.next()) numbers.emplace_back(rest.text(0));
    return numbers;
  });
}

Result<std::vector<TrackedLetter>> PollRows::letters(std::span<const TrackNumber> numbers) {
  return readers_.read<std::vector<TrackedLetter>>([&](Connection& db) -> Result<std::vector<TrackedLetter>> {
    std::vector<TrackedLetter> found;
    for (const TrackNumber& number : numbers) {
      Query row = db.query(
          "SELECT letter_no, letter_id, track_number, status, printed_at, declared_lost, "
          "coalesce(last_change_at, status_at), storage_until, next_poll_at, consequences, "
          "EXISTS (SELECT 1 FROM alarms a WHERE a.kind = 'assignment_cancelled' AND a.object = l.track_number AND "
          "a.closed_at IS NULL) FROM letters l WHERE track_number = ?");
      row.bind(number.str());
      if (row.next()) found.push_back(tracked_letter_of(db, row));
    }
    return found;
  });
}

Result<int> PollRows::reserve_calls(Date day, int wanted, int daily_budget) {
  int taken = 0;
  PP_TRYV(writer_.run(clock_.now(), [&](WriteScope& scope) -> Result<void> {
    Query row = scope.connection.query("SELECT calls FROM tracking_days WHERE day = ?");
    row.bind(format_date(day));
    const int used = row.next() ? row.small(0) : 0;
    taken = std::clamp(daily_budget - used, 0, wanted);
    scope.connection
        .query(
            "INSERT INTO tracking_days (day, calls) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET calls = calls + ?2")
        .with(format_date(day), taken)
        .run();
    return success();
  }));
  return taken;
}

Result<void> PollRows::record_ticket(const OpenTicket& ticket) {
  return writer_.run(clock_.now(), [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    const std::int64_t added =
        db.query(
              "INSERT INTO tickets (ticket, issued_at, next_question_at, failures) VALUES (?, ?, ?, ?) "
              "ON CONFLICT (ticket) DO NOTHING")
            .with(ticket.ticket, ticket.issued_at, ticket.next_question_at, ticket.failures)
            .run();
    if (added == 0) return fail(ErrorKind::state_conflict, "the post gave the same ticket twice");
    const std::int64_t ticket_no = db.last_row();
    for (const TrackNumber& number : ticket.members) {
      db.query("UPDATE letters SET ticket_no = ? WHERE track_number = ?").with(ticket_no, number.str()).run();
    }
    return success();
  });
}

Result<void> PollRows::postpone_ticket(const std::string& ticket, Instant next_question_at, int failures) {
  return writer_.run(clock_.now(), [&](WriteScope& scope) -> Result<void> {
    scope.connection.query("UPDATE tickets SET next_question_at = ?, failures = ? WHERE ticket = ?")
        .with(next_question_at, failures, ticket)
        .run();
    return success();
  });
}

namespace {

void write_events(Connection& db, std::int64_t letter_no, const std::vector<tracking::TrackingEvent>& events) {
  for (const tracking::TrackingEvent& event : events) {
    db.query(
          "INSERT INTO tracking_events (letter_no, at, type, attribute, place_index, tie, name, place) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET tie = excluded.tie, name = excluded.name, "
          "place = excluded.place")
        .with(letter_no, event.instant, event.type, event.attribute, event.index.str(), event.tie, event.name_received,
              event.place_received)
        .run();
  }
}

Result<void> void_code(OrderRows& rows, Connection& db, std::int64_t letter_no, const LetterId& id,
                       const AccountId& account, const orders::Change& change) {
  PP_TRY(const bool over, rows.expire_if_over(id, account, change.at));
  if (over) return success();
  Query row = db.query("SELECT status FROM codes WHERE letter_no = ? AND status IN ('issued', 'live')");
  row.bind(letter_no);
  if (!row.next()) return success();
  const orders::CodeStatus from = code_status_in(row, 0);
  PP_TRY(const bool changed, rows.change_code(id, from, orders::CodeEvent::revoke, change));
  if (!changed) return success();
  return rows.notify({orders::NoticeType::code_void, change.at, id, account, {{"reason", change.reason}}});
}

}  // namespace

Result<bool> PollRows::write_update(WriteScope& scope, const TrackingUpdate& update, Instant now) {
  Connection& db = scope.connection;
  OrderRows rows(scope, personal_, notices_wanted_);
  Query row = db.query("SELECT letter_no, account_id, is_test FROM letters WHERE letter_id = ? AND status = ?");
  row.with(update.id.str(), name_of(update.from));
  if (!row.next()) return false;
  const std::int64_t letter_no = row.integer(0);
  const AccountId account{row.text(1)};
  const bool is_test = row.integer(2) != 0;
  const orders::Change change{now, std::string(by_post), ""};
  if (update.to != update.from) {
    const std::int64_t changed =
        db.query("UPDATE letters SET status = ?, status_at = ? WHERE letter_no = ? AND status = ?")
            .with(name_of(update.to), now, letter_no, name_of(update.from))
            .run();
    if (changed != 1) return false;
    rows.record_change(update.id, "letter", name_of(update.from), name_of(update.to), change);
  }
  write_events(db, letter_no, update.added);
  write_events(db, letter_no, update.changed);
  const std::optional<std::string> storage =
      update.storage_until ? std::optional{format_date(*update.storage_until)} : std::nullopt;
  const std::optional<Instant> final_at = update.starts_erasure ? std::optional{now} : std::nullopt;
  const std::optional<Instant> delivered_at =
      update.due.contains(Consequence::delivered) ? std::optional{now} : std::nullopt;
  db.query(
        "UPDATE letters SET storage_until = ?, checked_at = coalesce(?, checked_at), last_change_at = ?, "
        "next_poll_at = ?, consequences = consequences | ?, final_at = coalesce(final_at, ?), "
        "delivered_at = coalesce(delivered_at, ?) WHERE letter_no = ?")
      .with(storage, update.checked_at, update.last_change_at, update.next_poll_at, std::int64_t{update.due.bits()},
            final_at, delivered_at, letter_no)
      .run();
  for (const Telling& telling : tellings) {
    if (is_test || !update.due.contains(telling.consequence)) continue;
    PP_TRYV(rows.notify({telling.notice, now, update.id, account, {}}));
  }
  if (update.void_code) {
    const orders::Change why{now, std::string(by_post), "the letter is " + std::string(name_of(update.to))};
    PP_TRYV(void_code(rows, db, letter_no, update.id, account, why));
  }
  PP_TRYV(write_alarms(rows, db, update.alarms, now));
  return true;
}

Result<tracking::ApplyOutcome> PollRows::apply(std::span<const TrackingUpdate> updates,
                                               const std::optional<std::string>& closed_ticket) {
  tracking::ApplyOutcome outcome;
  const Instant now = clock_.now();
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    for (const TrackingUpdate& update : updates) {
      PP_TRY(const bool written, write_update(scope, update, now));
      ++(written ? outcome.written : outcome.conflicts);
    }
    if (!closed_ticket) return success();
    scope.connection
        .query("UPDATE letters SET ticket_no = NULL WHERE ticket_no = (SELECT ticket_no FROM tickets WHERE ticket = ?)")
        .bind(*closed_ticket)
        .run();
    scope.connection.query("DELETE FROM tickets WHERE ticket = ?").bind(*closed_ticket).run();
    return success();
  }));
  return outcome;
}

Result<std::optional<TicketStop>> PollRows::ticket_stop() {
  return readers_.read<std::optional<TicketStop>>([](Connection& db) -> Result<std::optional<TicketStop>> {
    Query row = db.query("SELECT reason, until, failures FROM ticket_stop");
    if (!row.next()) return std::optional<TicketStop>{};
    const auto reason = row.text(0) == "quota" ? TicketStop::Reason::quota : TicketStop::Reason::service;
    return std::optional{TicketStop{reason, row.instant(1), row.small(2)}};
  });
}

Result<void> PollRows::write_ticket_stop(const std::optional<TicketStop>& stop, std::span<const AlarmChange> alarms) {
  const Instant now = clock_.now();
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    db.query("DELETE FROM ticket_stop").run();
    if (stop) {
      db.query("INSERT INTO ticket_stop (one, reason, until, failures) VALUES (1, ?, ?, ?)")
          .with(stop->reason == TicketStop::Reason::quota ? "quota" : "service", stop->until, stop->failures)
          .run();
    }
    OrderRows rows(scope, personal_, notices_wanted_);
    return write_alarms(rows, db, alarms, now);
  });
}

}  // namespace postproof::store
