#include "store/operator_rows.hpp"

#include <algorithm>

#include "store/batch_rows.hpp"
#include "store/letter_rows.hpp"
#include "store/poll_rows.hpp"
#include "store/recipient_box.hpp"
#include "store/status_counts.hpp"

namespace postproof::store {

namespace {

constexpr int most_rows = 10'000;

std::vector<orders::Alarm> alarms_where(Query query) {
  std::vector<orders::Alarm> alarms;
  while (query.next()) {
    alarms.push_back(orders::Alarm{query.integer(0), query.instant(1), query.text(2), query.text(3), query.text(4)});
  }
  return alarms;
}

BatchLine line_of(Connection& db, const Query& row) {
  BatchLine line;
  line.batch = batch_of(row);
  Query file = db.query(
      "SELECT file_no, name, sha256, bytes, letters, plain_mac FROM batch_files WHERE batch_no = ? ORDER BY file_no");
  file.bind(line.batch.sequence);
  while (file.next()) {
    line.files.push_back(batches::BatchFile{file.small(0), file.text(1), digest_of(file, 2).value_or(Digest{}),
                                            static_cast<std::uint64_t>(file.integer(3)), file.small(4),
                                            digest_of(file, 5).value_or(Digest{})});
  }
  Query alarm = db.query(
      "SELECT alarm_id, raised_at, kind, object, what_to_do FROM alarms WHERE object = ? AND closed_at IS NULL");
  alarm.bind(line.batch.id.str());
  line.alarms = alarms_where(std::move(alarm));
  return line;
}

}  // namespace

Result<std::optional<orders::Letter>> OperatorRows::letter(const LetterId& id) {
  using Found = std::optional<orders::Letter>;
  return readers_.read_once<Found>([&](Connection& db) -> Result<Found> {
    Query row = db.query(POSTPROOF_LETTER_COLUMNS "WHERE l.letter_id = ? AND l.is_test = 0");
    row.bind(id.str());
    if (!row.next()) return Found{};
    return Found{letter_of(row)};
  });
}

Result<LetterPage> OperatorRows::letters(const LetterFilter& filter) {
  return readers_.read<LetterPage>([&](Connection& db) -> Result<LetterPage> {
    LetterPage page;
    // Each list is read along the index of its narrowest condition.
    static constexpr std::string_view all = POSTPROOF_LETTER_COLUMNS
        "WHERE l.letter_no < ?1 AND l.is_test = 0 AND (?2 IS NULL OR l.status = ?2) ORDER BY l.letter_no DESC LIMIT ?6";
    static constexpr std::string_view of_account = POSTPROOF_LETTER_COLUMNS
        "WHERE l.account_id = ?3 AND l.letter_no < ?1 AND l.is_test = 0 AND (?2 IS NULL OR l.status = ?2) AND "
        "(?4 IS NULL OR b.batch_id = ?4) AND (?5 IS NULL OR l.track_number = ?5) ORDER BY l.letter_no DESC LIMIT ?6";
    static constexpr std::string_view of_number = POSTPROOF_LETTER_COLUMNS
        "WHERE l.track_number = ?5 AND l.letter_no < ?1 AND l.is_test = 0 AND (?2 IS NULL OR l.status = ?2) AND "
        "(?4 IS NULL OR b.batch_id = ?4) ORDER BY l.letter_no DESC LIMIT ?6";
    static constexpr std::string_view of_batch = POSTPROOF_LETTER_COLUMNS
        "WHERE l.batch_no = (SELECT batch_no FROM batches WHERE batch_id = ?4) AND l.letter_no < ?1 AND l.is_test = 0 "
        "AND (?2 IS NULL OR l.status = ?2) ORDER BY l.letter_no DESC LIMIT ?6";
    const auto text_of_id = [](const auto& id) { return id ? std::optional{id->str()} : std::nullopt; };
    const std::optional<std::string> status =
        filter.status ? std::optional{std::string(name_of(*filter.status))} : std::nullopt;
    Query row = db.query(filter.account_id     ? of_account
                         : filter.track_number ? of_number
                         : filter.batch_id     ? of_batch
                                               : all);
    row.with(filter.before, status, text_of_id(filter.account_id), text_of_id(filter.batch_id),
             text_of_id(filter.track_number), filter.limit + 1);
    while (row.next()) {
      if (static_cast<int>(page.letters.size()) == filter.limit) {
        Query last = db.query("SELECT letter_no FROM letters WHERE letter_id = ?");
        last.bind(page.letters.back().id.str());
        if (last.next()) page.next_before = last.integer(0);
        break;
      }
      page.letters.push_back(letter_of(row));
    }
    return page;
  });
}

Result<std::optional<OpenedLetter>> OperatorRows::open_letter(const LetterId& id) {
  using Found = std::optional<OpenedLetter>;
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Query row = db.query(POSTPROOF_LETTER_COLUMNS "WHERE l.letter_id = ?");
    row.bind(id.str());
    if (!row.next()) return Found{};
    OpenedLetter opened;
    opened.letter = letter_of(row);
    Query box = db.query("SELECT r.box FROM recipients r JOIN letters l USING (letter_no) WHERE l.letter_id = ?");
    box.bind(id.str());
    if (!box.next()) return fail(ErrorKind::personal_data_erased, "the name and address of this letter were erased");
    PP_TRY(RecipientBox recipient, open_recipient(personal_, id, box.blob(0)));
    opened.recipient = std::move(recipient.recipient);
    opened.address = std::move(recipient.address);
    return Found{std::move(opened)};
  });
}

Result<std::optional<std::vector<LetterChange>>> OperatorRows::history(const LetterId& id) {
  using Found = std::optional<std::vector<LetterChange>>;
  return readers_.read<Found>([&](Connection& db) -> Result<Found> { return letter_history(db, id); });
}

Result<AccountRecord> OperatorRows::account(const AccountId& account, Instant since) {
  return readers_.read<AccountRecord>(
      [&](Connection& db) -> Result<AccountRecord> { return account_record(db, account, since); });
}

Result<std::optional<TrackedWay>> OperatorRows::way(const TrackNumber& number) {
  using Found = std::optional<TrackedWay>;
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Query row = db.query(POSTPROOF_LETTER_COLUMNS "WHERE l.track_number = ?");
    row.bind(number.str());
    if (!row.next()) return Found{};
    TrackedWay way;
    way.letter = letter_of(row);
    Query more = db.query(
        "SELECT l.letter_no, l.printed_at, l.declared_lost, coalesce(p.checked_at, l.checked_at) FROM letters l "
        "LEFT JOIN polls p USING (letter_no) WHERE l.track_number = ?");
    more.bind(number.str());
    more.next();
    way.checked_at = more.maybe_instant(3);
    way.tracked.id = way.letter.id;
    way.tracked.number = number;
    way.tracked.status = way.letter.status;
    way.tracked.base.printed_at = more.maybe_instant(1);
    way.tracked.base.status = more.is_null(1) ? orders::LetterStatus::dispatched : orders::LetterStatus::printed;
    way.tracked.base.declared_lost = more.integer(2) != 0;
    way.tracked.storage_until = way.letter.storage_until;
    way.tracked.events = tracking_events(db, more.integer(0));
    return Found{std::move(way)};
  });
}

Result<std::vector<BatchLine>> OperatorRows::batches(std::int64_t before, int limit) {
  return readers_.read<std::vector<BatchLine>>([&](Connection& db) -> Result<std::vector<BatchLine>> {
    std::vector<BatchLine> lines;
    Query row = db.query(POSTPROOF_BATCH_COLUMNS "WHERE b.batch_no < ? ORDER BY b.batch_no DESC LIMIT ?");
    row.with(before, limit);
    while (row.next()) lines.push_back(line_of(db, row));
    return lines;
  });
}

Result<std::optional<BatchLine>> OperatorRows::batch(const BatchId& id) {
  using Found = std::optional<BatchLine>;
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Query row = db.query(POSTPROOF_BATCH_COLUMNS "WHERE b.batch_id = ?");
    row.bind(id.str());
    if (!row.next()) return Found{};
    return Found{line_of(db, row)};
  });
}

Result<std::vector<orders::Alarm>> OperatorRows::open_alarms() {
  return readers_.read<std::vector<orders::Alarm>>([](Connection& db) -> Result<std::vector<orders::Alarm>> {
    Query query = db.query(
        "SELECT alarm_id, raised_at, kind, object, what_to_do FROM alarms WHERE closed_at IS NULL "
        "ORDER BY alarm_id LIMIT ?");
    query.bind(most_rows);
    return alarms_where(std::move(query));
  });
}

Result<bool> OperatorRows::close_alarm(std::int64_t id, const std::string& by, Instant now) {
  bool closed = false;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    closed = scope.connection.query("UPDATE alarms SET closed_at = ? WHERE alarm_id = ? AND closed_at IS NULL")
                 .with(now, id)
                 .run() == 1;
    if (closed) scope.audit.append(now, by, "alarm.closed", std::to_string(id), "");
    return success();
  }));
  return closed;
}

Result<Statistics> OperatorRows::statistics() {
  return readers_.read<Statistics>([](Connection& db) -> Result<Statistics> {
    Statistics statistics;
    StatusCounts statuses = status_counts(db);
    statistics.letters = std::move(statuses.letters);
    statistics.codes = std::move(statuses.codes);
    statistics.batches = counts_of(db, "SELECT state, count(*) FROM batches GROUP BY state");
    Query confirmed = db.query("SELECT count(*) FROM confirmed_accounts");
    confirmed.next();
    statistics.confirmed_accounts = confirmed.integer(0);
    Query days = db.query(
        "SELECT (e.at - l.handed_over_at) / 86400 AS days, count(DISTINCT l.letter_no) FROM letters l "
        "JOIN tracking_events e USING (letter_no) WHERE l.status = 'delivered' AND l.is_test = 0 AND e.type = 2 "
        "AND l.handed_over_at IS NOT NULL GROUP BY days");
    while (days.next()) statistics.delivery_days[days.small(0)] = days.integer(1);
    return statistics;
  });
}

Result<std::vector<RangeRow>> OperatorRows::ranges() {
  return readers_.read<std::vector<RangeRow>>([](Connection& db) -> Result<std::vector<RangeRow>> {
    std::vector<RangeRow> rows;
    Query row = db.query("SELECT range_no, prefix, first_serial, count, used FROM track_ranges ORDER BY range_no");
    while (row.next()) {
      rows.push_back(
          RangeRow{row.integer(0), tracking::NumberRange{row.text(1), row.small(2), row.small(3)}, row.small(4)});
    }
    return rows;
  });
}

Result<void> OperatorRows::add_range(const tracking::NumberRange& range, const std::string& by, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    Query known = db.query("SELECT prefix, first_serial, count FROM track_ranges WHERE prefix = ?");
    known.bind(range.prefix);
    while (known.next()) {
      const tracking::NumberRange other{known.text(0), known.small(1), known.small(2)};
      if (!overlap(range, other)) continue;
      return fail(ErrorKind::range_overlap, "the range shares numbers with the one that starts at " +
                                                tracking::number_at(other, 0).str() + " and holds " +
                                                std::to_string(other.count) + "; nothing was added");
    }
    db.query("INSERT INTO track_ranges (prefix, first_serial, count, added_at) VALUES (?, ?, ?, ?)")
        .with(range.prefix, range.first_serial, range.count, now)
        .run();
    scope.audit.append(now, by, "range.added", tracking::number_at(range, 0).str(), std::to_string(range.count));
    return success();
  });
}

Result<void> OperatorRows::add_token(const TokenRow& token, ByteView digest, const std::string& by) {
  return writer_.run(token.created_at, [&](WriteScope& scope) -> Result<void> {
    const std::int64_t added =
        scope.connection
            .query("INSERT INTO tokens (name, role, digest, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .with(token.name, token.role, digest, token.created_at)
            .run();
    if (added == 0) return fail(ErrorKind::state_conflict, "there is a token of this name already; take another name");
    scope.audit.append(token.created_at, by, "token.created", token.name, token.role);
    return success();
  });
}

Result<std::vector<TokenRow>> OperatorRows::tokens() {
  return readers_.read<std::vector<TokenRow>>([](Connection& db) -> Result<std::vector<TokenRow>> {
    std::vector<TokenRow> rows;
    Query row = db.query("SELECT name, role, created_at, revoked_at FROM tokens ORDER BY name LIMIT ?");
    row.bind(most_rows);
    while (row.next()) rows.push_back(TokenRow{row.text(0), row.text(1), row.instant(2), row.maybe_instant(3)});
    return rows;
  });
}

Result<bool> OperatorRows::revoke_token(const std::string& name, const std::string& by, Instant now) {
  bool revoked = false;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    revoked = scope.connection.query("UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL")
                  .with(now, name)
                  .run() == 1;
    if (revoked) scope.audit.append(now, by, "token.revoked", name, "");
    return success();
  }));
  return revoked;
}

Result<std::optional<TokenRow>> OperatorRows::token_of(ByteView digest) {
  using Found = std::optional<TokenRow>;
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Query row = db.query("SELECT name, role, created_at, revoked_at FROM tokens WHERE digest = ?");
    row.bind(digest);
    if (!row.next()) return Found{};
    return Found{TokenRow{row.text(0), row.text(1), row.instant(2), row.maybe_instant(3)}};
  });
}

Result<Instant> OperatorRows::clock_floor() {
  return readers_.read<Instant>([](Connection& db) -> Result<Instant> {
    Query row = db.query("SELECT value FROM meta WHERE key = 'clock_floor'");
    return row.next() ? row.instant(0) : Instant{};
  });
}

Result<void> OperatorRows::accept_clock(const std::string& by, Instant now) {
  return writer_.run(Instant{}, [&](WriteScope& scope) -> Result<void> {
    scope.connection
        .query("INSERT INTO meta (key, value) VALUES ('clock_floor', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1")
        .with(now)
        .run();
    scope.connection.query("UPDATE alarms SET closed_at = ? WHERE kind = 'clock_disagrees' AND closed_at IS NULL")
        .with(now)
        .run();
    scope.audit.append(now, by, "clock.accepted", "", "");
    return success();
  });
}

Result<void> OperatorRows::backup(const Path& file) {
  return readers_.read<void>([&](Connection& db) -> Result<void> {
    db.execute("COMMIT");  // VACUUM INTO reads in a transaction of its own
    db.query("VACUUM INTO ?").bind(file.string()).run();
    db.execute("BEGIN");
    return success();
  });
}

}  // namespace postproof::store
