#include "store/sweep_rows.hpp"

#include "store/letter_rows.hpp"
#include "store/order_rows.hpp"
#include "tracking/tracking_update.hpp"

namespace postproof::store {

using orders::Change;
using orders::CodeEvent;
using orders::CodeStatus;
using orders::NoticeType;

namespace {

constexpr int most_in_one_go = 500;
const std::string by_sweep = "sweep";

struct Named {
  std::int64_t letter_no;
  LetterId id;
  AccountId account;
};

/// Rows of (letter_no, letter_id, account_id).
std::vector<Named> named(Query query) {
  std::vector<Named> found;
  while (query.next()) found.push_back({query.integer(0), LetterId{query.text(1)}, AccountId{query.text(2)}});
  return found;
}

void erase_letter(WriteScope& scope, std::int64_t letter_no, const LetterId& id, const Change& change) {
  scope.connection.query("DELETE FROM recipients WHERE letter_no = ?").bind(letter_no).run();
  scope.connection.query("UPDATE letters SET erased_at = ?, postal_index = NULL WHERE letter_no = ?")
      .with(change.at, letter_no)
      .run();
  scope.audit.append(change.at, change.by, "letter.erased", id.str(), "name and address destroyed");
}

}  // namespace

Result<int> SweepRows::expire_codes(Instant now) {
  int changed = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query due = scope.connection.query(
        "SELECT c.letter_no, l.letter_id, c.account_id FROM codes c JOIN letters l USING (letter_no) "
        "WHERE c.status = 'live' AND c.expires_at <= ? LIMIT ?");
    due.with(now, most_in_one_go);
    OrderRows rows(scope, personal_, notices_wanted_);
    for (const Named& one : named(std::move(due))) {
      const Change change{now, by_sweep, "the printed day is over"};
      PP_TRY(const bool expired, rows.change_code(one.id, CodeStatus::live, CodeEvent::expire, change));
      if (!expired) continue;
      PP_TRYV(rows.notify({NoticeType::code_expired, now, one.id, one.account, {}}));
      ++changed;
    }
    return success();
  }));
  return changed;
}

Result<int> SweepRows::remind(int days, Instant now) {
  int changed = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query due = scope.connection.query(
        "SELECT l.letter_no, l.letter_id, l.account_id FROM letters l INDEXED BY letters_to_remind "
        "JOIN codes c USING (letter_no) "
        "WHERE c.status = 'live' AND l.delivered_at <= ? AND l.reminded_at IS NULL AND l.status = 'delivered' LIMIT ?");
    due.with(now - days_in_seconds(days), most_in_one_go);
    OrderRows rows(scope, personal_, notices_wanted_);
    for (const Named& one : named(std::move(due))) {
      scope.connection.query("UPDATE letters SET reminded_at = ? WHERE letter_no = ?").with(now, one.letter_no).run();
      PP_TRYV(rows.notify({NoticeType::code_reminder, now, one.id, one.account, {}}));
      ++changed;
    }
    // Codes that will never be live again need no reminder: they leave the list of those that may.
    scope.connection
        .query(
            "UPDATE letters SET reminded_at = 0 WHERE letter_no IN (SELECT l.letter_no FROM letters l "
            "INDEXED BY letters_to_remind LEFT JOIN codes c USING (letter_no) WHERE l.delivered_at <= ? AND "
            "l.reminded_at IS NULL AND coalesce(c.status, 'none') NOT IN ('issued', 'live') LIMIT ?)")
        .with(now - days_in_seconds(days), most_in_one_go)
        .run();
    return success();
  }));
  return changed;
}

Result<int> SweepRows::tell_storage_ending(int days, Date today, Instant now) {
  int changed = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    constexpr auto told = static_cast<std::int64_t>(tracking::Consequence::storage_ending);
    Query due = scope.connection.query(
        "SELECT letter_no, letter_id, account_id, storage_until FROM letters WHERE status = 'at_office' AND "
        "storage_until <= ? AND consequences & ? = 0 AND is_test = 0 LIMIT ?");
    due.with(format_date(today + std::chrono::days{days}), told, most_in_one_go);
    std::vector<std::pair<Named, std::string>> ending;
    while (due.next()) {
      ending.push_back({{due.integer(0), LetterId{due.text(1)}, AccountId{due.text(2)}}, due.text(3)});
    }
    OrderRows rows(scope, personal_, notices_wanted_);
    for (const auto& [one, until] : ending) {
      scope.connection.query("UPDATE letters SET consequences = consequences | ? WHERE letter_no = ?")
          .with(told, one.letter_no)
          .run();
      PP_TRYV(rows.notify({NoticeType::letter_storage_ending, now, one.id, one.account, {{"storage_until", until}}}));
      ++changed;
    }
    return success();
  }));
  return changed;
}

Result<int> SweepRows::erase(int days, Instant now) {
  int changed = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query due = scope.connection.query(
        "SELECT letter_no, letter_id, account_id FROM letters JOIN recipients USING (letter_no) "
        "WHERE final_at <= ? AND erased_at IS NULL LIMIT ?");
    due.with(now - days_in_seconds(days), most_in_one_go);
    for (const Named& one : named(std::move(due))) {
      erase_letter(scope, one.letter_no, one.id, Change{now, by_sweep, ""});
      ++changed;
    }
    return success();
  }));
  if (changed > 0) {
    PP_TRYV(writer_.empty_log());
  }
  return changed;
}

Result<void> SweepRows::erase_one(const LetterId& letter, const std::string& by, Instant now) {
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query row =
        scope.connection.query("SELECT letter_no, status, erased_at FROM letters WHERE letter_id = ? AND is_test = 0");
    row.bind(letter.str());
    if (!row.next()) return fail(ErrorKind::letter_not_found, "there is no letter of this id");
    if (!is_final(letter_status_in(row, 1))) {
      return fail(ErrorKind::letter_not_final, "the letter is still under way: only a final one can be erased");
    }
    if (row.is_null(2)) erase_letter(scope, row.integer(0), letter, Change{now, by, ""});
    return success();
  }));
  return writer_.empty_log();
}

Result<int> SweepRows::forget_attempts(seconds window, Instant now) {
  std::int64_t changed = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const Instant before = now - window - days_in_seconds(1);
    // The oldest have the lowest numbers; an index by time would be written with each attempt.
    changed = scope.connection
                  .query(
                      "DELETE FROM attempts WHERE at < ?1 AND attempt_no IN (SELECT attempt_no FROM attempts ORDER BY "
                      "attempt_no LIMIT ?2)")
                  .run_with(before, most_in_one_go);
    return success();
  }));
  return static_cast<int>(changed);
}

/// The batches whose letters all seem to be final. What is final stays so but for a scan that the post takes back; so
/// each batch is read on from the letter that was open the last time, and once more from the start at the end.
Result<std::vector<std::string>> SweepRows::ended_batches() {
  return readers_.read<std::vector<std::string>>([&](Connection& db) -> Result<std::vector<std::string>> {
    const auto open_letter = [&db](std::int64_t batch_no, std::int64_t from) -> std::optional<std::int64_t> {
      Query row = db.query(
          "SELECT posting_no FROM letters WHERE batch_no = ? AND posting_no >= ? AND status NOT IN ('delivered', "
          "'returned', 'lost', 'rejected') ORDER BY posting_no LIMIT 1");
      row.with(batch_no, from);
      return row.next() ? std::optional{row.integer(0)} : std::nullopt;
    };
    std::vector<std::string> ended;
    std::map<std::int64_t, std::int64_t> open;
    Query batch = db.query("SELECT batch_no, batch_id FROM batches WHERE state = 'acknowledged'");
    while (batch.next()) {
      const std::int64_t batch_no = batch.integer(0);
      const auto known = open_letters_.find(batch_no);
      std::optional<std::int64_t> found = open_letter(batch_no, known == open_letters_.end() ? 0 : known->second);
      if (!found && known != open_letters_.end()) found = open_letter(batch_no, 0);
      if (found) open.emplace(batch_no, *found);
      if (!found) ended.push_back(batch.text(1));
    }
    open_letters_ = std::move(open);
    return ended;
  });
}

Result<int> SweepRows::close_batches(Instant now) {
  PP_TRY(const std::vector<std::string> ended, ended_batches());
  if (ended.empty()) return 0;
  std::int64_t changed = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    for (const std::string& id : ended) {
      const std::int64_t closed =
          scope.connection
              .query(
                  "UPDATE batches SET state = 'closed', closed_at = ? WHERE batch_id = ? AND state = 'acknowledged' "
                  "AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.batch_no = batches.batch_no AND l.status NOT IN "
                  "('delivered', 'returned', 'lost', 'rejected'))")
              .run_with(now, id);
      if (closed == 1) scope.audit.append(now, by_sweep, "batch.closed", id, "");
      changed += closed;
    }
    return success();
  }));
  return static_cast<int>(changed);
}

Result<std::vector<BatchId>> SweepRows::batches_to_clear(int days, Instant now) {
  return readers_.read<std::vector<BatchId>>([&](Connection& db) -> Result<std::vector<BatchId>> {
    std::vector<BatchId> found;
    Query row = db.query(
        "SELECT batch_id FROM batches WHERE files_removed_at IS NULL AND withdrawal <> 'due' AND "
        "(acknowledged_at <= ?1 OR state = 'rejected' AND sealed_at <= ?1) ORDER BY batch_no");
    row.bind(now - days_in_seconds(days));
    while (row.next()) found.emplace_back(row.text(0));
    return found;
  });
}

Result<void> SweepRows::record_cleared(const BatchId& batch, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const std::int64_t cleared =
        scope.connection
            .query("UPDATE batches SET files_removed_at = ? WHERE batch_id = ? AND files_removed_at IS NULL")
            .with(now, batch.str())
            .run();
    if (cleared == 1) scope.audit.append(now, "sweep", "batch.files_removed", batch.str(), "");
    return success();
  });
}

Result<std::vector<TrackNumber>> SweepRows::unscanned_since(Instant before, int most) {
  return readers_.read<std::vector<TrackNumber>>([&](Connection& db) -> Result<std::vector<TrackNumber>> {
    std::vector<TrackNumber> numbers;
    Query row = db.query("SELECT track_number FROM letters WHERE status = 'printed' AND printed_at <= ? LIMIT ?");
    row.with(before, most);
    while (row.next()) numbers.emplace_back(row.text(0));
    return numbers;
  });
}

Result<void> SweepRows::declare_lost(const LetterId& letter, const std::string& reason, const std::string& by,
                                     Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query row = scope.connection.query(
        "SELECT l.letter_no, l.account_id, l.status, coalesce(c.status, 'none') FROM letters l LEFT JOIN codes c "
        "USING (letter_no) WHERE l.letter_id = ? AND l.is_test = 0");
    row.bind(letter.str());
    if (!row.next()) return fail(ErrorKind::letter_not_found, "there is no letter of this id");
    const AccountId account{row.text(1)};
    const orders::LetterStatus status = letter_status_in(row, 2);
    const CodeStatus code = code_status_in(row, 3);
    if (!next_status(status, orders::LetterEvent::declare_lost)) {
      return fail(ErrorKind::state_conflict,
                  "a letter that is " + std::string(name_of(status)) + " cannot be declared lost");
    }
    OrderRows rows(scope, personal_, notices_wanted_);
    const Change change{now, by, reason};
    PP_TRY(const bool changed, rows.change_letter(letter, status, orders::LetterEvent::declare_lost, change));
    if (!changed) return fail(ErrorKind::state_conflict, "the letter changed in the meantime; look again");
    scope.connection.query("UPDATE letters SET declared_lost = 1, consequences = consequences | ? WHERE letter_id = ?")
        .with(static_cast<std::int64_t>(tracking::Consequence::lost), letter.str())
        .run();
    PP_TRYV(rows.notify({NoticeType::letter_lost, now, letter, account, {}}));
    PP_TRY(const bool over, rows.expire_if_over(letter, account, now));
    if (over || !next_status(code, CodeEvent::revoke)) return success();
    PP_TRY(const bool revoked, rows.change_code(letter, code, CodeEvent::revoke, change));
    if (!revoked) return success();
    return rows.notify({NoticeType::code_void, now, letter, account, {{"reason", reason}}});
  });
}

Result<int> SweepRows::void_codes_of_key(const KeyId& key, const std::string& by, Instant now) {
  int voided = 0;
  PP_TRYV(writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    OrderRows rows(scope, personal_, notices_wanted_);
    for (const CodeStatus from : {CodeStatus::issued, CodeStatus::live}) {
      Query due = scope.connection.query(
          "SELECT c.letter_no, l.letter_id, c.account_id FROM codes c JOIN letters l USING (letter_no) "
          "JOIN batches b USING (batch_no) WHERE c.status = ? AND b.check_key = ?");
      due.with(name_of(from), key.str());
      for (const Named& one : named(std::move(due))) {
        PP_TRY(const bool over, rows.expire_if_over(one.id, one.account, now));
        if (over) continue;
        const Change change{now, by, "key " + key.str() + " was revoked"};
        PP_TRY(const bool changed, rows.change_code(one.id, from, CodeEvent::revoke, change));
        if (!changed) continue;
        PP_TRYV(rows.notify({NoticeType::code_void, now, one.id, one.account, {{"reason", change.reason}}}));
        ++voided;
      }
    }
    return success();
  }));
  return voided;
}

}  // namespace postproof::store
