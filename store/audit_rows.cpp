// What OperatorRows reads of the audit log, and the checks of the stored data.

#include <array>

#include "store/operator_rows.hpp"

namespace postproof::store {

namespace {

#define POSTPROOF_AUDIT_COLUMNS "SELECT sequence, at, actor, action, object, data, hash FROM audit "

AuditEntry entry_of(const Query& row) {
  return AuditEntry{row.integer(0), row.instant(1), row.text(2), row.text(3), row.text(4), row.text(5), row.blob(6)};
}

/// A question whose answer must be zero.
struct Check {
  std::string_view sql;
  std::string_view sentence;
};

constexpr std::array checks{
    Check{"SELECT count(*) FROM (SELECT 1 FROM codes WHERE status = 'live' GROUP BY account_id HAVING count(*) > 1)",
          "accounts have more than one live code"},
    Check{"SELECT count(*) FROM codes WHERE status = 'used' AND confirmed_at IS NULL",
          "used codes have no instant of confirmation"},
    Check{"SELECT count(*) FROM codes c WHERE c.status = 'used' AND NOT EXISTS "
          "(SELECT 1 FROM confirmed_accounts a WHERE a.account_id = c.account_id)",
          "used codes belong to accounts that are not confirmed"},
    Check{"SELECT count(*) FROM confirmed_accounts a WHERE a.letter_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
          "letters l "
          "JOIN codes c USING (letter_no) WHERE l.letter_id = a.letter_id AND c.status = 'used' AND "
          "c.account_id = a.account_id)",
          "confirmed accounts have no used code"},
    Check{"SELECT count(*) FROM confirmed_accounts a WHERE NOT EXISTS (SELECT 1 FROM audit u WHERE "
          "u.action = 'account.confirmed' AND u.object = a.account_id)",
          "confirmed accounts have no audit entry"},
    Check{"SELECT count(*) FROM batches b WHERE b.members <> (SELECT count(*) FROM letters l WHERE l.batch_no = "
          "b.batch_no)",
          "batches have another number of letters than when they were sealed"},
    Check{"SELECT count(*) - coalesce(max(batch_no), 0) FROM batches", "batch numbers have gaps"},
    Check{"SELECT count(*) FROM letters WHERE status IN ('ordered', 'cancelled') AND batch_no IS NOT NULL",
          "letters that were never sealed are in a batch"},
    Check{"SELECT count(*) FROM letters WHERE batch_no IS NULL AND status NOT IN ('ordered', 'cancelled', 'rejected')",
          "letters that left are in no batch"},
    Check{
        "SELECT count(*) FROM batches WHERE state IN ('acknowledged', 'closed', 'rejected') AND nonce_seed IS NOT NULL",
        "batches keep nonces that should be erased"},
    Check{"SELECT count(*) FROM letters l JOIN batches b USING (batch_no) JOIN codes c USING (letter_no) WHERE "
          "b.state IN ('dispatched', 'acknowledged', 'closed') AND l.status <> 'rejected' AND c.digest IS NULL",
          "letters that left have no digest of their code"},
};

}  // namespace

Result<std::vector<AuditEntry>> OperatorRows::audit(std::int64_t before, int limit) {
  return readers_.read<std::vector<AuditEntry>>([&](Connection& db) -> Result<std::vector<AuditEntry>> {
    std::vector<AuditEntry> entries;
    Query row = db.query(POSTPROOF_AUDIT_COLUMNS "WHERE sequence < ? ORDER BY sequence DESC LIMIT ?");
    row.with(before, limit);
    while (row.next()) entries.push_back(entry_of(row));
    return entries;
  });
}

Result<std::optional<std::int64_t>> OperatorRows::broken_audit_entry() {
  using Found = std::optional<std::int64_t>;
  return readers_.read<Found>([&](Connection& db) -> Result<Found> {
    Bytes previous;
    std::int64_t expected = 1;
    Query row = db.query(POSTPROOF_AUDIT_COLUMNS "ORDER BY sequence");
    while (row.next()) {
      AuditEntry entry = entry_of(row);
      const bool follows = entry.sequence == expected && chained_hash(previous, entry, hash_) == entry.hash;
      if (!follows) return Found{expected};
      previous = std::move(entry.hash);
      ++expected;
    }
    return Found{};
  });
}

Result<void> OperatorRows::append_audit(const std::string& by, std::string_view action, std::string_view object,
                                        std::string_view data, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    scope.audit.append(now, by, action, object, data);
    return success();
  });
}

Result<std::vector<std::string>> OperatorRows::inconsistencies() {
  PP_TRY(const std::optional<std::int64_t> broken, broken_audit_entry());
  return readers_.read<std::vector<std::string>>([&](Connection& db) -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    Query sound = db.query("PRAGMA integrity_check(20)");
    while (sound.next()) {
      if (sound.text(0) != "ok") found.push_back("the database file is damaged: " + sound.text(0));
    }
    for (const Check& check : checks) {
      Query row = db.query(check.sql);
      row.next();
      if (row.integer(0) != 0)
        found.push_back(std::to_string(row.integer(0)) + " times: " + std::string(check.sentence));
    }
    if (broken) found.push_back("the audit log does not follow from itself at entry " + std::to_string(*broken));
    return found;
  });
}

}  // namespace postproof::store
