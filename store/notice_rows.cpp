#include "store/notice_rows.hpp"

#include <algorithm>
#include <charconv>

#include "core/bytes.hpp"

namespace postproof::store {

namespace {

constexpr std::string_view id_prefix = "ntc_";
constexpr std::size_t id_hash_bytes = 8;
constexpr int most_forgotten = 500;
constexpr std::string_view undelivered_alarm = "notice_undelivered";
/// Work that moves no floor of time: what is written is of real time, not of the service clock's.
constexpr Instant no_service_time{};

#define POSTPROOF_NOTICE_COLUMNS                                                                                \
  "SELECT notice_no, letter_id, at, body, due_at, begun_at, attempts, failure, delivered_at, given_up_at FROM " \
  "notices "

/// The number in the id of a notice; nothing if it is none.
std::optional<std::int64_t> number_in(std::string_view id) {
  if (!id.starts_with(id_prefix)) return std::nullopt;
  std::int64_t number = 0;
  const char* const from = id.data() + id_prefix.size();
  const auto [end, failure] = std::from_chars(from, id.data() + id.size(), number);
  if (failure != std::errc{} || end == from || number < 1) return std::nullopt;
  return number;
}

/// The oldest open notice of the letter becomes due, unless it is.
void free_next(Connection& db, const std::string& letter) {
  db.query(
        "UPDATE notices SET due_at = 0 WHERE due_at IS NULL AND notice_no = (SELECT min(notice_no) FROM notices "
        "WHERE letter_id = ? AND delivered_at IS NULL AND given_up_at IS NULL)")
      .bind(letter)
      .run();
}

void close_alarm_if_over(WriteScope& scope, Instant now) {
  const std::int64_t closed =
      scope.connection
          .query(
              "UPDATE alarms SET closed_at = ? WHERE kind = ? AND closed_at IS NULL AND NOT EXISTS "
              "(SELECT 1 FROM notices WHERE given_up_at IS NOT NULL)")
          .with(now, undelivered_alarm)
          .run();
  if (closed > 0) scope.audit.append(now, "watchdog", "alarm.closed", "", undelivered_alarm);
}

void raise_alarm(WriteScope& scope, Instant now) {
  const std::int64_t raised =
      scope.connection
          .query(
              "INSERT INTO alarms (raised_at, kind, object, what_to_do) VALUES (?, ?, '', ?) "
              "ON CONFLICT (kind, object) WHERE closed_at IS NULL DO NOTHING")
          .with(now, undelivered_alarm,
                "The portal did not take notices for three days and they were given up: see 'postproof notices list "
                "--undelivered', and send them again with 'postproof notices resend ID' when it takes them.")
          .run();
  if (raised > 0) scope.audit.append(now, "watchdog", "alarm.raised", "", undelivered_alarm);
}

/// True if the row was as the outcome expects.
bool write_outcome(Connection& db, const NoticeOutcome& outcome, Instant real_now) {
  switch (outcome.kind) {
    case NoticeOutcome::Kind::delivered:
      return db.query(
                   "UPDATE notices SET delivered_at = ?, given_up_at = NULL, due_at = NULL, failure = '' "
                   "WHERE notice_no = ? AND delivered_at IS NULL")
                 .with(real_now, outcome.number)
                 .run() == 1;
    case NoticeOutcome::Kind::later:
      return db.query(
                   "UPDATE notices SET due_at = ?, failure = ? WHERE notice_no = ? AND attempts = ? AND "
                   "delivered_at IS NULL AND given_up_at IS NULL")
                 .with(outcome.next, outcome.failure, outcome.number, outcome.attempts)
                 .run() == 1;
    case NoticeOutcome::Kind::given_up:
      return db.query(
                   "UPDATE notices SET given_up_at = ?, due_at = NULL, failure = ? WHERE notice_no = ? AND "
                   "attempts = ? AND delivered_at IS NULL AND given_up_at IS NULL")
                 .with(real_now, outcome.failure, outcome.number, outcome.attempts)
                 .run() == 1;
  }
  return false;
}

std::string letter_of_notice(Connection& db, std::int64_t number) {
  Query row = db.query("SELECT letter_id FROM notices WHERE notice_no = ?");
  row.bind(number);
  return row.next() ? row.text(0) : std::string{};
}

}  // namespace

void add_notice(Connection& db, const LetterId& letter, std::string_view body, Instant at) {
  db.query(
        "INSERT INTO notices (letter_id, at, body, due_at) SELECT ?1, ?2, ?3, iif(EXISTS (SELECT 1 FROM notices WHERE "
        "letter_id = ?1 AND delivered_at IS NULL AND given_up_at IS NULL), NULL, 0)")
      .run_with(letter.str(), at, body);
}

std::string NoticeRows::id_of(std::int64_t number, std::string_view body) const {
  const Digest digest = hash_(bytes_of(body));
  return std::string(id_prefix) + std::to_string(number) + "_" + to_hex(ByteView{digest}.first(id_hash_bytes));
}

NoticeRow NoticeRows::notice_of(const Query& row) const {
  NoticeRow notice;
  notice.number = row.integer(0);
  notice.letter_id = LetterId{row.text(1)};
  notice.at = row.instant(2);
  notice.body = row.text(3);
  notice.id = id_of(notice.number, notice.body);
  notice.due_at = row.maybe_instant(4);
  notice.begun_at = row.maybe_instant(5);
  notice.attempts = row.small(6);
  notice.failure = row.text(7);
  notice.delivered_at = row.maybe_instant(8);
  notice.given_up_at = row.maybe_instant(9);
  return notice;
}

Result<std::vector<NoticeRow>> NoticeRows::take(int most, Instant real_now, seconds lease) {
  std::vector<NoticeRow> taken;
  PP_TRY(const bool any, readers_.read<bool>([&](Connection& db) -> Result<bool> {
    Query row = db.query("SELECT EXISTS (SELECT 1 FROM notices WHERE due_at <= ?)");
    row.bind(real_now);
    return row.next() && row.integer(0) != 0;
  }));
  if (!any || most <= 0) return taken;
  PP_TRYV(writer_.run(no_service_time, [&](WriteScope& scope) -> Result<void> {
    Query due = scope.connection.query(POSTPROOF_NOTICE_COLUMNS "WHERE due_at <= ? ORDER BY due_at, notice_no LIMIT ?");
    due.with(real_now, most);
    while (due.next()) taken.push_back(notice_of(due));
    for (NoticeRow& notice : taken) {
      ++notice.attempts;
      notice.due_at = real_now + lease;
      if (!notice.begun_at) notice.begun_at = real_now;
      scope.connection.query("UPDATE notices SET due_at = ?, begun_at = ?, attempts = ? WHERE notice_no = ?")
          .with(notice.due_at, notice.begun_at, notice.attempts, notice.number)
          .run();
    }
    return success();
  }));
  return taken;
}

Result<void> NoticeRows::settle(std::span<const NoticeOutcome> outcomes, Instant real_now, Instant now) {
  if (outcomes.empty()) return success();
  const bool any_given_up =
      std::ranges::any_of(outcomes, [](const auto& one) { return one.kind == NoticeOutcome::Kind::given_up; });
  return writer_.run(any_given_up ? now : no_service_time, [&](WriteScope& scope) -> Result<void> {
    bool gave_up = false;
    for (const NoticeOutcome& outcome : outcomes) {
      if (!write_outcome(scope.connection, outcome, real_now)) continue;
      if (outcome.kind == NoticeOutcome::Kind::later) continue;
      gave_up = gave_up || outcome.kind == NoticeOutcome::Kind::given_up;
      free_next(scope.connection, letter_of_notice(scope.connection, outcome.number));
    }
    if (gave_up) {
      raise_alarm(scope, now);
    } else {
      close_alarm_if_over(scope, now);
    }
    return success();
  });
}

Result<NoticePage> NoticeRows::list(bool undelivered, std::int64_t before, int limit) {
  return readers_.read<NoticePage>([&](Connection& db) -> Result<NoticePage> {
    static constexpr std::string_view all =
        POSTPROOF_NOTICE_COLUMNS "WHERE notice_no < ? ORDER BY notice_no DESC LIMIT ?";
    static constexpr std::string_view waiting = POSTPROOF_NOTICE_COLUMNS
        "INDEXED BY notices_undelivered WHERE notice_no < ? AND delivered_at IS NULL ORDER BY notice_no DESC LIMIT ?";
    NoticePage page;
    Query row = db.query(undelivered ? waiting : all);
    row.with(before, limit + 1);
    while (row.next()) {
      if (static_cast<int>(page.notices.size()) == limit) {
        page.next_before = page.notices.back().number;
        break;
      }
      page.notices.push_back(notice_of(row));
    }
    return page;
  });
}

Result<void> NoticeRows::resend(std::string_view id, const std::string& by, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query row = scope.connection.query(POSTPROOF_NOTICE_COLUMNS "WHERE notice_no = ?");
    row.bind(number_in(id).value_or(0));
    if (!row.next()) return fail(ErrorKind::not_found, "there is no notice of this id");
    const NoticeRow notice = notice_of(row);
    if (notice.id != id) return fail(ErrorKind::not_found, "there is no notice of this id");
    const bool open = !notice.delivered_at && !notice.given_up_at;
    if (open && !notice.due_at) {
      return fail(ErrorKind::state_conflict, "this notice waits for an earlier one of its letter; resend that one");
    }
    scope.connection
        .query(
            "UPDATE notices SET due_at = 0, begun_at = NULL, attempts = 0, failure = '', delivered_at = NULL, "
            "given_up_at = NULL WHERE notice_no = ?")
        .bind(notice.number)
        .run();
    scope.audit.append(now, by, "notice.resent", notice.id, "");
    close_alarm_if_over(scope, now);
    return success();
  });
}

Result<int> NoticeRows::forget(Instant real_before) {
  std::int64_t forgotten = 0;
  PP_TRYV(writer_.run(no_service_time, [&](WriteScope& scope) -> Result<void> {
    forgotten = scope.connection
                    .query(
                        "DELETE FROM notices WHERE notice_no IN (SELECT notice_no FROM notices WHERE delivered_at < "
                        "?1 UNION ALL SELECT notice_no FROM notices WHERE given_up_at < ?1 LIMIT ?2)")
                    .with(real_before, most_forgotten)
                    .run();
    return success();
  }));
  return static_cast<int>(forgotten);
}

}  // namespace postproof::store
