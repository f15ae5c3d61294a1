#include "store/poll_rows.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/letter_rows.hpp"
#include "store/order_rows.hpp"
#include "store/tracking_rows.hpp"

namespace postproof::store {

using tracking::AskedLetter;
using tracking::DueLetter;
using tracking::OpenTicket;
using tracking::TicketStop;
using tracking::TrackedLetter;

namespace {

constexpr int most_taken_over_at_once = 2'000;  // the portal's orders wait for the writer meanwhile
constexpr seconds longest_count_age{3 * 3600};  // counting goes through an index entry a letter

std::optional<Date> maybe_date(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : parse_date(row.text(column));
}

/// The columns status, printed_at, declared_lost, from `first` on.
tracking::TrackingBase base_of(const Query& row, int printed_at, int declared_lost) {
  tracking::TrackingBase base;
  base.printed_at = row.maybe_instant(printed_at);
  base.status = base.printed_at ? orders::LetterStatus::printed : orders::LetterStatus::dispatched;
  base.declared_lost = row.integer(declared_lost) != 0;
  return base;
}

TrackedLetter tracked_letter_of(Connection& db, const Query& row) {
  TrackedLetter letter;
  letter.letter_no = row.integer(0);
  letter.id = LetterId{row.text(1)};
  letter.number = TrackNumber{row.text(2)};
  letter.status = letter_status_in(row, 3);
  letter.base = base_of(row, 4, 5);
  letter.last_change_at = row.instant(6);
  letter.storage_until = maybe_date(row, 7);
  letter.next_poll_at = row.maybe_instant(8);
  letter.done = tracking::Consequences{static_cast<std::uint8_t>(row.integer(9))};
  letter.assignment_alarm_open = row.integer(10) != 0;
  letter.events = tracking_events(db, letter.letter_no);
  return letter;
}

AskedLetter asked_letter_of(const Query& row) {
  AskedLetter letter;
  letter.letter_no = row.integer(0);
  letter.number = TrackNumber{row.text(1)};
  letter.status = letter_status_in(row, 2);
  letter.base = base_of(row, 3, 4);
  letter.last_change_at = row.instant(5);
  letter.storage_until = maybe_date(row, 6);
  if (!row.is_null(7)) letter.fingerprint = std::bit_cast<std::uint64_t>(row.integer(7));
  return letter;
}

std::string members_of(const tracking::NewTicket& ticket) {
  std::vector<std::int64_t> numbers;
  for (const DueLetter& letter : ticket.members) numbers.push_back(letter.letter_no);
  std::ranges::sort(numbers);
  return fmt::format("[{}]", fmt::join(numbers, ","));
}

/// Ascending.
std::vector<std::int64_t> letters_in_tickets(Connection& db) {
  std::vector<std::int64_t> held;
  Query row = db.query("SELECT m.value FROM tickets t CROSS JOIN json_each(t.members) m");
  while (row.next()) held.push_back(row.integer(0));
  std::ranges::sort(held);
  return held;
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
        "SELECT ticket, issued_at, next_question_at, failures FROM tickets WHERE next_question_at <= ? "
        "ORDER BY next_question_at, ticket LIMIT ?");
    row.with(now, static_cast<std::int64_t>(most));
    while (row.next()) tickets.push_back({row.text(0), row.instant(1), row.instant(2), row.small(3)});
    return tickets;
  });
}

Result<std::vector<AskedLetter>> PollRows::members(const std::string& ticket) {
  return readers_.read<std::vector<AskedLetter>>([&](Connection& db) -> Result<std::vector<AskedLetter>> {
    std::vector<AskedLetter> found;
    Query row = db.query(
        "SELECT l.letter_no, p.track_number, l.status, l.printed_at, l.declared_lost, "
        "coalesce(l.last_change_at, l.status_at), l.storage_until, p.fingerprint FROM tickets t "
        "CROSS JOIN json_each(t.members) m CROSS JOIN polls p ON p.letter_no = m.value "
        "CROSS JOIN letters l ON l.letter_no = p.letter_no WHERE t.ticket = ?");
    row.bind(ticket);
    while (row.next()) found.push_back(asked_letter_of(row));
    return found;
  });
}

Result<std::int64_t> PollRows::letters_to_ask() {
  const Instant now = clock_.now();
  if (counted_ && now >= counted_->at && now < counted_->at + longest_count_age) return counted_->letters;
  PP_TRY(const std::int64_t letters, readers_.read<std::int64_t>([](Connection& db) -> Result<std::int64_t> {
    Query row = db.query(
        "SELECT (SELECT count(*) FROM polls WHERE next_poll_at IS NOT NULL) + "
        "(SELECT count(*) FROM letters WHERE next_poll_at IS NOT NULL)");
    row.next();
    return row.integer(0);
  }));
  counted_ = Counted{now, letters};
  return letters;
}

/// Takes the letters that were handed over since the last time into the table of polls.
Result<void> PollRows::take_over() {
  for (bool more = true; more;) {
    PP_TRY(more, readers_.read<bool>([](Connection& db) -> Result<bool> {
      return db.query("SELECT 1 FROM letters WHERE next_poll_at IS NOT NULL LIMIT 1").next();
    }));
    if (!more) break;
    PP_TRYV(writer_.run(clock_.now(), [&](WriteScope& scope) -> Result<void> {
      Connection& db = scope.connection;
      Query row =
          db.query("SELECT letter_no, track_number, next_poll_at FROM letters WHERE next_poll_at IS NOT NULL LIMIT ?");
      row.bind(most_taken_over_at_once);
      std::vector<std::pair<DueLetter, Instant>> fresh;
      while (row.next()) fresh.push_back({{row.integer(0), TrackNumber{row.text(1)}}, row.instant(2)});
      for (const auto& [letter, first_at] : fresh) begin_polling(db, letter.letter_no, letter.number, first_at);
      return success();
    }));
  }
  return success();
}

Result<std::vector<DueLetter>> PollRows::due_letters(Instant now, bool all, std::size_t most) {
  PP_TRYV(take_over());
  return readers_.read<std::vector<DueLetter>>([&](Connection& db) -> Result<std::vector<DueLetter>> {
    std::vector<DueLetter> letters;
    const std::vector<std::int64_t> held = letters_in_tickets(db);
    const auto take = [&](Query rows) {
      while (letters.size() < most && rows.next()) {
        if (std::ranges::binary_search(held, rows.integer(0))) continue;
        letters.push_back({rows.integer(0), TrackNumber{rows.text(1)}});
      }
    };
    Query due = db.query(
        "SELECT letter_no, track_number FROM polls INDEXED BY polls_due WHERE next_poll_at <= ? "
        "ORDER BY next_poll_at, letter_no");
    take(std::move(due.bind(now)));
    if (!all) return letters;
    Query rest = db.query(
        "SELECT p.letter_no, p.track_number FROM polls p JOIN letters l USING (letter_no) WHERE "
        "(p.next_poll_at IS NULL OR p.next_poll_at > ?) AND l.status IN ('dispatched', 'printed', 'accepted', "
        "'in_transit', 'at_office', 'returning') ORDER BY p.next_poll_at, p.letter_no");
    take(std::move(rest.bind(now)));
    return letters;
  });
}

Result<std::vector<TrackedLetter>> PollRows::letters(std::span<const TrackNumber> numbers) {
  return readers_.read<std::vector<TrackedLetter>>([&](Connection& db) -> Result<std::vector<TrackedLetter>> {
    std::vector<TrackedLetter> found;
    found.reserve(numbers.size());
    for (const TrackNumber& number : numbers) {
      Query row = db.query(
          "SELECT l.letter_no, l.letter_id, l.track_number, l.status, l.printed_at, l.declared_lost, "
          "coalesce(l.last_change_at, l.status_at), l.storage_until, coalesce(p.next_poll_at, l.next_poll_at), "
          "l.consequences, EXISTS (SELECT 1 FROM alarms a WHERE a.kind = 'assignment_cancelled' AND "
          "a.object = l.track_number AND a.closed_at IS NULL) "
          "FROM letters l LEFT JOIN polls p USING (letter_no) WHERE l.track_number = ?");
      row.bind(number.str());
      if (row.next()) found.push_back(tracked_letter_of(db, row));
    }
    return found;
  });
}

Result<int> PollRows::reserve_calls(Date day, int wanted, int most) {
  int taken = 0;
  PP_TRYV(writer_.run(clock_.now(), [&](WriteScope& scope) -> Result<void> {
    Query row = scope.connection.query("SELECT calls FROM tracking_days WHERE day = ?");
    row.bind(format_date(day));
    const int used = row.next() ? row.small(0) : 0;
    taken = std::clamp(most - used, 0, wanted);
    scope.connection
        .query(
            "INSERT INTO tracking_days (day, calls) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET calls = calls + ?2")
        .with(format_date(day), taken)
        .run();
    return success();
  }));
  return taken;
}

Result<std::vector<bool>> PollRows::record_tickets(std::span<const tracking::NewTicket> tickets) {
  std::vector<bool> kept;
  PP_TRYV(writer_.run(clock_.now(), [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    for (const tracking::NewTicket& fresh : tickets) {
      const OpenTicket& ticket = fresh.ticket;
      const std::int64_t added =
          db.query(
                "INSERT INTO tickets (ticket, issued_at, next_question_at, failures, members) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (ticket) DO NOTHING")
              .with(ticket.ticket, ticket.issued_at, ticket.next_question_at, ticket.failures, members_of(fresh))
              .run();
      kept.push_back(added == 1);
    }
    return success();
  }));
  return kept;
}

Result<tracking::ApplyOutcome> PollRows::apply(const tracking::Harvest& harvest) {
  tracking::ApplyOutcome outcome;
  const Instant now = clock_.now();
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    TrackingRows rows(scope, personal_, notices_wanted_);
    for (const tracking::TrackingUpdate& update : harvest.updates) {
      PP_TRY(const bool written, rows.write(update, now));
      ++(written ? outcome.written : outcome.conflicts);
    }
    for (const tracking::QuietAnswer& quiet : harvest.quiet) rows.write(quiet);
    for (const std::string& ticket : harvest.closed_tickets) rows.close_ticket(ticket);
    for (const tracking::PostponedTicket& ticket : harvest.postponed) rows.postpone(ticket);
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

Result<void> PollRows::write_ticket_stop(const std::optional<TicketStop>& stop,
                                         std::span<const tracking::AlarmChange> alarms) {
  const Instant now = clock_.now();
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    db.query("DELETE FROM ticket_stop").run();
    if (stop) {
      db.query("INSERT INTO ticket_stop (one, reason, until, failures) VALUES (1, ?, ?, ?)")
          .with(stop->reason == TicketStop::Reason::quota ? "quota" : "service", stop->until, stop->failures)
          .run();
    }
    TrackingRows rows(scope, personal_, notices_wanted_);
    return rows.write(alarms, now);
  });
}

}  // namespace postproof::store
