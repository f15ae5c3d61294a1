#include "store/tracking_rows.hpp"

#include <array>
#include <bit>

#include "core/ensure.hpp"
#include "store/letter_rows.hpp"

namespace postproof::store {

using tracking::Consequence;
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

std::optional<std::string> storage_of(const TrackingUpdate& update) {
  return update.storage_until ? std::optional{format_date(*update.storage_until)} : std::nullopt;
}

/// What the notice says besides its type.
boost::json::object data_of(Consequence consequence, const TrackingUpdate& update) {
  if (consequence != Consequence::at_office || !update.storage_until) return {};
  return {{"storage_until", format_date(*update.storage_until)}};
}

}  // namespace

void begin_polling(Connection& db, std::int64_t letter_no, const TrackNumber& number,
                   const std::optional<Instant>& first_at) {
  db.query(
        "INSERT INTO polls (letter_no, track_number, next_poll_at) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (letter_no) DO UPDATE SET next_poll_at = excluded.next_poll_at "
        "WHERE excluded.next_poll_at IS NOT NULL")
      .run_with(letter_no, number.str(), first_at);
  db.query("UPDATE letters SET next_poll_at = NULL WHERE letter_no = ? AND next_poll_at IS NOT NULL")
      .run_with(letter_no);
}

void TrackingRows::write_events(std::int64_t letter_no, const std::vector<tracking::TrackingEvent>& events) {
  for (const tracking::TrackingEvent& event : events) {
    db_.query(
           "INSERT INTO tracking_events (letter_no, at, type, attribute, place_index, tie, name, place) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET tie = excluded.tie, name = excluded.name, "
           "place = excluded.place")
        .run_with(letter_no, event.instant, event.type, event.attribute, event.index.str(), event.tie,
                  event.name_received, event.place_received);
  }
}

Result<void> TrackingRows::void_code(const TrackingUpdate& update, const AccountId& account, Instant now) {
  const orders::Change why{now, std::string(by_post), "the letter is " + std::string(name_of(update.to))};
  PP_TRY(const bool over, rows_.expire_if_over(update.id, account, now));
  if (over) return success();
  Query row = db_.query("SELECT status FROM codes WHERE letter_no = ? AND status IN ('issued', 'live')");
  row.bind(update.letter_no);
  if (!row.next()) return success();
  const orders::CodeStatus from = code_status_in(row, 0);
  PP_TRY(const bool changed, rows_.change_code(update.id, from, orders::CodeEvent::revoke, why));
  if (!changed) return success();
  return rows_.notify({orders::NoticeType::code_void, now, update.id, account, {{"reason", why.reason}}});
}

std::optional<TrackingRows::Row> TrackingRows::row_of(const TrackingUpdate& update) {
  Query row = db_.query("SELECT account_id, is_test, storage_until FROM letters WHERE letter_no = ? AND status = ?");
  row.with(update.letter_no, name_of(update.from));
  if (!row.next()) return std::nullopt;
  return Row{AccountId{row.text(0)}, row.integer(1) != 0, row.maybe_text(2)};
}

void TrackingRows::write_letter(const TrackingUpdate& update, Instant now) {
  const std::optional<Instant> final_at = update.starts_erasure ? std::optional{now} : std::nullopt;
  const bool delivered = update.due.contains(Consequence::delivered);
  const std::optional<Instant> status_at = update.to != update.from ? std::optional{now} : std::nullopt;
  db_.query(
         "UPDATE letters SET status = ?, status_at = coalesce(?, status_at), storage_until = ?, last_change_at = ?, "
         "consequences = consequences | ?, final_at = coalesce(final_at, ?), "
         "delivered_at = coalesce(delivered_at, ?) WHERE letter_no = ?")
      .run_with(name_of(update.to), status_at, storage_of(update), update.last_change_at,
                std::int64_t{update.due.bits()}, final_at, delivered ? std::optional{now} : std::nullopt,
                update.letter_no);
}

void TrackingRows::write_poll(const TrackingUpdate& update) {
  const auto fingerprint =
      update.fingerprint ? std::optional{std::bit_cast<std::int64_t>(*update.fingerprint)} : std::nullopt;
  const auto write = [&] {
    return db_
        .query(
            "UPDATE polls SET next_poll_at = ?, checked_at = coalesce(?, checked_at), fingerprint = ? "
            "WHERE letter_no = ?")
        .run_with(update.next_poll_at, update.checked_at, fingerprint, update.letter_no);
  };
  if (write() == 1) return;
  begin_polling(db_, update.letter_no, update.number, std::nullopt);  // not taken over yet
  ensure(write() == 1, "a letter that polling has begun on has its row");
}

Result<bool> TrackingRows::write(const TrackingUpdate& update, Instant now) {
  const std::optional<Row> row = row_of(update);
  if (!row) return false;
  const bool moves = update.to != update.from || !update.due.empty() || row->storage_until != storage_of(update);
  if (moves) {
    write_letter(update, now);
  } else if (!update.added.empty()) {  // the usual news: no index has this column
    db_.query("UPDATE letters SET last_change_at = ? WHERE letter_no = ?")
        .run_with(update.last_change_at, update.letter_no);
  }
  if (update.to != update.from) {
    const orders::Change change{now, std::string(by_post), ""};
    rows_.record_change(update.id, "letter", name_of(update.from), name_of(update.to), change);
  }
  write_events(update.letter_no, update.added);
  write_events(update.letter_no, update.changed);
  write_poll(update);
  for (const Telling& telling : tellings) {
    if (row->is_test || !update.due.contains(telling.consequence)) continue;
    PP_TRYV(rows_.notify({telling.notice, now, update.id, row->account, data_of(telling.consequence, update)}));
  }
  if (update.void_code) {
    PP_TRYV(void_code(update, row->account, now));
  }
  PP_TRYV(write(update.alarms, now));
  return true;
}

void TrackingRows::write(const tracking::QuietAnswer& quiet) {
  db_.query("UPDATE polls SET next_poll_at = ?, checked_at = ? WHERE letter_no = ?")
      .run_with(quiet.next_poll_at, quiet.checked_at, quiet.letter_no);
}

Result<void> TrackingRows::write(std::span<const tracking::AlarmChange> alarms, Instant now) {
  for (const tracking::AlarmChange& alarm : alarms) {
    if (alarm.raise) {
      PP_TRYV(rows_.raise_alarm(name_of(alarm.kind), alarm.object, what_to_do(alarm.kind), now));
    } else {
      db_.query("UPDATE alarms SET closed_at = ? WHERE kind = ? AND object = ? AND closed_at IS NULL")
          .run_with(now, name_of(alarm.kind), alarm.object);
    }
  }
  return success();
}

void TrackingRows::close_ticket(const std::string& ticket) {
  db_.query("DELETE FROM tickets WHERE ticket = ?").bind(ticket).run();
}

void TrackingRows::postpone(const tracking::PostponedTicket& ticket) {
  db_.query("UPDATE tickets SET next_question_at = ?, failures = ? WHERE ticket = ?")
      .run_with(ticket.next_question_at, ticket.failures, ticket.ticket);
}

}  // namespace postproof::store
