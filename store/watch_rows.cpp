// SweepRows::watch: alarms that follow from stored facts. Each is raised while its cause lasts and closed when it is
// gone.

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "store/order_rows.hpp"
#include "store/sweep_rows.hpp"
#include "tracking/number_range.hpp"

namespace postproof::store {

namespace {

constexpr seconds longest_wait_for_answer{4 * 3600};  // working time
constexpr int first_scan_working_days = 2;
constexpr int long_unscanned_days = 45;
constexpr int test_letter_days = 14;
constexpr int most_alarms_of_a_kind = 1000;

/// The alarms of one kind as they should be open now: object and sentence.
using Wanted = std::map<std::string, std::string>;

Result<void> settle(WriteScope& scope, OrderRows& rows, std::string_view kind, const Wanted& wanted, Instant now) {
  for (const auto& [object, sentence] : wanted) {
    PP_TRYV(rows.raise_alarm(kind, object, sentence, now));
  }
  std::vector<std::string> gone;
  Query open = scope.connection.query("SELECT object FROM alarms WHERE kind = ? AND closed_at IS NULL");
  open.bind(kind);
  while (open.next()) {
    if (!wanted.contains(open.text(0))) gone.push_back(open.text(0));
  }
  for (const std::string& object : gone) {
    scope.connection.query("UPDATE alarms SET closed_at = ? WHERE kind = ? AND object = ? AND closed_at IS NULL")
        .with(now, kind, object)
        .run();
  }
  return success();
}

Wanted unanswered_batches(Connection& db, const orders::Rules& rules, const Calendar& calendar, Instant now) {
  Wanted wanted;
  Query row = db.query("SELECT batch_id, dispatched_at FROM batches WHERE state = 'dispatched'");
  while (row.next()) {
    if (working_time_between(row.instant(1), now, rules.zone, calendar) <= longest_wait_for_answer) continue;
    wanted[row.text(0)] =
        "The print house has not acknowledged this batch within 4 working hours: ask whether it has it.";
  }
  return wanted;
}

/// Counts through the index of printed letters only, and there only what is due: the last nights may be millions.
Wanted unscanned_batches(Connection& db, const orders::Rules& rules, const Calendar& calendar, Instant now) {
  std::map<std::int64_t, std::string> due_batches;
  Instant not_due_since = now;
  Query batch = db.query("SELECT batch_no, batch_id, acknowledged_at FROM batches WHERE state = 'acknowledged'");
  while (batch.next()) {
    const Date printed = local_date(batch.instant(2), rules.zone);
    const bool is_due = local_date(now, rules.zone) > calendar.add_working_days(printed, first_scan_working_days);
    if (is_due) due_batches.emplace(batch.integer(0), batch.text(1));
    if (!is_due) not_due_since = std::min(not_due_since, batch.instant(2));
  }
  Wanted wanted;
  if (due_batches.empty()) return wanted;
  Query waiting = db.query(
      "SELECT batch_no, count(*) FROM letters INDEXED BY letters_printed WHERE status = 'printed' AND printed_at < ? "
      "GROUP BY batch_no");
  waiting.bind(not_due_since);
  while (waiting.next()) {
    const auto due = due_batches.find(waiting.integer(0));
    if (due == due_batches.end()) continue;
    wanted[due->second] =
        waiting.text(1) + " letters of this batch were printed but never scanned by the post: ask both.";
  }
  return wanted;
}

Wanted from_rows(Query row, std::string_view sentence) {
  Wanted wanted;
  while (row.next()) wanted[row.text(0)] = sentence;
  return wanted;
}

Wanted low_ranges(Connection& db) {
  Query row = db.query("SELECT coalesce(sum(count - used), 0), coalesce(sum(count), 0) FROM track_ranges");
  row.next();
  if (row.integer(1) == 0 || !tracking::runs_low(row.integer(0), row.integer(1))) return {};
  return {{"",
           "Fewer than 20 % of the track numbers are left: get a range from the post and add it with "
           "'postproof ranges add'."}};
}

}  // namespace

Result<void> SweepRows::watch(const orders::Rules& rules, const Calendar& calendar, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    OrderRows rows(scope, personal_, notices_wanted_);
    PP_TRYV(settle(scope, rows, "acknowledgement_missing", unanswered_batches(db, rules, calendar, now), now));
    PP_TRYV(settle(scope, rows, "letters_unscanned", unscanned_batches(db, rules, calendar, now), now));
    Query long_unscanned =
        db.query("SELECT letter_id FROM letters WHERE status = 'printed' AND is_test = 0 AND printed_at <= ? LIMIT ?");
    long_unscanned.with(now - days_in_seconds(long_unscanned_days), most_alarms_of_a_kind);
    PP_TRYV(settle(scope, rows, "letter_unscanned_long",
                   from_rows(std::move(long_unscanned),
                             "Printed 45 days ago and never scanned: declare it lost with "
                             "'postproof letters mark-lost' or ask the post."),
                   now));
    Query test_letters = db.query(
        "SELECT b.batch_id FROM letters l INDEXED BY letters_of_test JOIN batches b USING (batch_no) WHERE l.is_test = "
        "1 AND l.printed_at <= ? "
        "AND l.status NOT IN ('delivered', 'rejected') AND b.state <> 'closed' LIMIT ?");
    test_letters.with(now - days_in_seconds(test_letter_days), most_alarms_of_a_kind);
    PP_TRYV(settle(
        scope, rows, "test_letter_late",
        from_rows(std::move(test_letters), "Our own test letter of this batch did not arrive within 14 days."), now));
    Query sealed = db.query(
        "SELECT b.batch_id FROM batches b WHERE coalesce(b.held_from, b.state) IN ('sealed', 'rendered') AND "
        "b.state <> 'rejected' AND b.sealed_at <= ? LIMIT ?");
    sealed.with(now - days_in_seconds(1), most_alarms_of_a_kind);
    PP_TRYV(settle(scope, rows, "letter_sealed_long",
                   from_rows(std::move(sealed),
                             "Letters of this batch have been sealed for more than a day: run "
                             "'postproof nightly' and look at what it says."),
                   now));
    return settle(scope, rows, "track_numbers_low", low_ranges(db), now);
  });
}

}  // namespace postproof::store
