// What NightRows writes from the hand-over on: codes go live, acknowledgements, batches that never leave.

#include "core/ensure.hpp"
#include "store/batch_rows.hpp"
#include "store/night_rows.hpp"
#include "store/refused_letters.hpp"

namespace postproof::store {

using batches::Batch;
using batches::BatchEvent;
using batches::BatchState;
using orders::Change;
using orders::CodeEvent;
using orders::CodeStatus;
using orders::LetterEvent;
using orders::LetterStatus;

namespace {

const std::string by_nightly = "nightly";

void notify_batch(OrderRows& rows, Connection& db, const Batch& batch, LetterStatus status, orders::NoticeType type,
                  Instant now, bool wanted, const boost::json::object& data = {}) {
  if (!wanted) return;
  Query letters =
      db.query("SELECT letter_id, account_id FROM letters WHERE batch_no = ? AND status = ? AND is_test = 0");
  letters.with(batch.sequence, name_of(status));
  while (letters.next()) {
    (void)rows.notify({type, now, LetterId{letters.text(0)}, AccountId{letters.text(1)}, data});
  }
}

/// The portal is told of the codes of the batch in this status that are about to become void.
void notify_void(OrderRows& rows, Connection& db, const Batch& batch, CodeStatus status, const Change& change,
                 bool wanted) {
  if (!wanted) return;
  Query codes = db.query(
      "SELECT l.letter_id, l.account_id FROM letters l JOIN codes c USING (letter_no) WHERE l.batch_no = ? AND "
      "c.status = ? AND l.is_test = 0");
  codes.with(batch.sequence, name_of(status));
  while (codes.next()) {
    (void)rows.notify({orders::NoticeType::code_void,
                       change.at,
                       LetterId{codes.text(0)},
                       AccountId{codes.text(1)},
                       {{"reason", change.reason}}});
  }
}

void remember_taken(Connection& db, const Batch& batch, const batches::TakenAcknowledgement& taken, Instant now) {
  db.query("INSERT INTO acknowledgements (sha256, batch_no, name, state, taken_at) VALUES (?, ?, ?, ?, ?)")
      .with(ByteView{taken.sha256}, batch.sequence, taken.name, taken.state, now)
      .run();
}

}  // namespace

namespace {

/// Of several letters of one account in this batch only the newest one's code is to live.
Result<void> replace_all_but_newest(OrderRows& rows, Connection& db, const Batch& batch, const Change& change) {
  std::vector<LetterId> older;
  Query found = db.query(
      "SELECT l.letter_id FROM letters l JOIN codes c USING (letter_no) WHERE l.batch_no = ?1 AND c.status = 'issued' "
      "AND EXISTS (SELECT 1 FROM letters n JOIN codes nc USING (letter_no) WHERE n.account_id = l.account_id AND "
      "n.batch_no = ?1 AND nc.status = 'issued' AND (n.ordered_at, n.letter_no) > (l.ordered_at, l.letter_no))");
  found.bind(batch.sequence);
  while (found.next()) older.emplace_back(found.text(0));
  for (const LetterId& id : older) {
    PP_TRYV(rows.change_code(id, CodeStatus::issued, CodeEvent::replace, change));
  }
  return success();
}

/// Of two letters of one account the newer one's code lives. Normally the older code is live already and is replaced;
/// where a newer letter left first, the code of this batch is the older one.
Result<void> replace_older_codes(OrderRows& rows, Connection& db, const Batch& batch, const Change& change) {
  struct Pair {
    LetterId fresh, live;
    bool fresh_is_newer;
    AccountId account;
  };
  std::vector<Pair> pairs;
  Query found = db.query(
      "SELECT l.letter_id, o.letter_id, (l.ordered_at, l.letter_no) > (o.ordered_at, o.letter_no), "
      "l.account_id "
      "FROM letters l JOIN codes c USING (letter_no) "
      "JOIN codes oc ON oc.account_id = c.account_id AND oc.status = 'live' "
      "JOIN letters o ON o.letter_no = oc.letter_no WHERE l.batch_no = ? AND c.status = 'issued'");
  found.bind(batch.sequence);
  while (found.next())
    pairs.push_back(
        {LetterId{found.text(0)}, LetterId{found.text(1)}, found.integer(2) != 0, AccountId{found.text(3)}});
  for (const Pair& pair : pairs) {
    PP_TRY(const bool over, rows.expire_if_over(pair.live, pair.account, change.at));
    if (over) continue;
    const LetterId& older = pair.fresh_is_newer ? pair.live : pair.fresh;
    const CodeStatus from = pair.fresh_is_newer ? CodeStatus::live : CodeStatus::issued;
    PP_TRY(const bool replaced, rows.change_code(older, from, CodeEvent::replace, change));
    (void)replaced;  // an account with several letters in one batch is named several times
  }
  return success();
}

}  // namespace

namespace {

/// The letters of a batch in the order of their rows, which is how the database is written fastest.
#define POSTPROOF_OF_BATCH "letter_no IN (SELECT letter_no FROM letters WHERE batch_no = ?) "

/// All letters of the batch `dispatched`; first questions to the post are spread over a day.
void hand_over_letters(Connection& db, const Batch& batch, Instant now) {
  const auto to = next_status(LetterStatus::sealed, LetterEvent::hand_over);
  ensure(to.has_value(), "the letter's state table knows the hand-over");
  db.query(
        "UPDATE letters SET status = ?, status_reason = '', status_at = ?, handed_over_at = ?, last_change_at = ?, "
        "next_poll_at = ? + 3600 * (1 + letter_no % 24) WHERE " POSTPROOF_OF_BATCH "AND status = ?")
      .with(name_of(*to), now, now, now, now, batch.sequence, name_of(LetterStatus::sealed))
      .run();
}

void enliven_codes(Connection& db, const Batch& batch) {
  const auto to = next_status(CodeStatus::issued, CodeEvent::hand_over);
  ensure(to.has_value(), "the code's state table knows the hand-over");
  db.query("UPDATE codes SET status = ? WHERE " POSTPROOF_OF_BATCH "AND status = ?")
      .with(name_of(*to), batch.sequence, name_of(CodeStatus::issued))
      .run();
}

/// All letters of the batch that nobody scanned yet `printed`; the instant is noted for the others too.
void print_letters(Connection& db, const Batch& batch, Instant now) {
  const auto to = next_status(LetterStatus::dispatched, LetterEvent::acknowledge);
  ensure(to.has_value(), "the letter's state table knows the acknowledgement");
  db.query(
        "UPDATE letters SET printed_at = ?1, "
        "status_at = CASE status WHEN ?2 THEN ?1 ELSE status_at END, "
        "status_reason = CASE status WHEN ?2 THEN '' ELSE status_reason END, "
        "status = CASE status WHEN ?2 THEN ?3 ELSE status END "
        "WHERE letter_no IN (SELECT letter_no FROM letters WHERE batch_no = ?4) AND status <> ?5")
      .with(now, name_of(LetterStatus::dispatched), name_of(*to), batch.sequence, name_of(LetterStatus::rejected))
      .run();
}

}  // namespace

Result<void> NightRows::record_dispatched(const Batch& batch, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const Change change{now, by_nightly, ""};
    Connection& db = scope.connection;
    if (!change_batch(scope, batch, BatchState::rendered, BatchEvent::hand_over, change)) return moved_on(batch);
    db.query("UPDATE batches SET dispatched_at = ? WHERE batch_no = ?").with(now, batch.sequence).run();
    hand_over_letters(db, batch, now);
    OrderRows rows(scope, personal_, notices_wanted_);
    PP_TRYV(replace_all_but_newest(rows, db, batch, change));
    PP_TRYV(replace_older_codes(rows, db, batch, change));
    enliven_codes(db, batch);
    notify_batch(rows, db, batch, LetterStatus::dispatched, orders::NoticeType::letter_dispatched, now,
                 notices_wanted_);
    return success();
  });
}

Result<void> NightRows::record_acknowledged(const Batch& batch, const batches::TakenAcknowledgement& taken,
                                            std::span<const batches::Refusal> refusals, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const Change change{now, "print house", ""};
    Connection& db = scope.connection;
    if (!change_batch(scope, batch, BatchState::dispatched, BatchEvent::acknowledge, change)) return moved_on(batch);
    db.query("UPDATE batches SET acknowledged_at = ?, nonce_seed = NULL WHERE batch_no = ?")
        .with(now, batch.sequence)
        .run();
    remember_taken(db, batch, taken, now);
    OrderRows rows(scope, personal_, notices_wanted_);
    PP_TRYV(refuse_letters(rows, db, batch, refusals, change.by, now));
    print_letters(db, batch, now);
    return success();
  });
}

Result<void> NightRows::record_spoilt(const Batch& batch, const batches::TakenAcknowledgement& taken,
                                      std::span<const batches::Refusal> refusals, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query printed =
        scope.connection.query("SELECT 1 FROM batches WHERE batch_no = ? AND state IN ('acknowledged', 'closed')");
    printed.bind(batch.sequence);
    if (!printed.next()) return moved_on(batch);
    remember_taken(scope.connection, batch, taken, now);
    OrderRows rows(scope, personal_, notices_wanted_);
    return refuse_letters(rows, scope.connection, batch, refusals, "print house", now);
  });
}

namespace {

/// Letters, codes and nonces of a batch that never leaves, inside its transaction.
Result<void> reject_members(WriteScope& scope, OrderRows& rows, const Batch& batch, const Change& change, bool tell) {
  Connection& db = scope.connection;
  if (!next_state(batch.state, BatchEvent::reject)) return moved_on(batch);
  if (!change_batch(scope, batch, batch.state, BatchEvent::reject, change)) return moved_on(batch);
  db.query("UPDATE batches SET nonce_seed = NULL WHERE batch_no = ?").bind(batch.sequence).run();
  for (const LetterStatus from : {LetterStatus::sealed, LetterStatus::dispatched}) {
    notify_batch(rows, db, batch, from, orders::NoticeType::letter_rejected, change.at, tell,
                 {{"reason", change.reason}});
    change_letters(scope, batch, from, LetterEvent::reject, change);
  }
  for (const CodeStatus from : {CodeStatus::issued, CodeStatus::live}) {
    notify_void(rows, db, batch, from, change, tell);
    change_codes(scope, batch, from, CodeEvent::revoke, change);
  }
  db.query("UPDATE letters SET next_poll_at = NULL WHERE batch_no = ? AND status = 'rejected'")
      .bind(batch.sequence)
      .run();
  db.query(
        "UPDATE polls SET next_poll_at = NULL WHERE letter_no IN (SELECT letter_no FROM letters WHERE batch_no = ? "
        "AND status = 'rejected')")
      .bind(batch.sequence)
      .run();
  return success();
}

}  // namespace

Result<void> NightRows::record_rejected(const Batch& batch, const std::optional<batches::TakenAcknowledgement>& taken,
                                        const std::string& reason, const std::string& by, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    OrderRows rows(scope, personal_, notices_wanted_);
    PP_TRYV(reject_members(scope, rows, batch, Change{now, by, reason}, notices_wanted_));
    if (taken) remember_taken(scope.connection, batch, *taken, now);
    return success();
  });
}

Result<void> NightRows::record_withdrawn(const Batch& batch, const Digest& manifest,
                                         const std::optional<Digest>& previous, const std::string& reason,
                                         const std::string& by, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    OrderRows rows(scope, personal_, notices_wanted_);
    PP_TRYV(reject_members(scope, rows, batch, Change{now, by, reason}, notices_wanted_));
    const std::int64_t withdrawn =
        scope.connection
            .query(
                "UPDATE batches SET manifest_sha256 = ?1, previous_manifest_sha256 = ?2, withdrawal = 'due', "
                "chain_no = coalesce(chain_no, (SELECT coalesce(max(chain_no), 0) + 1 FROM batches)) "
                "WHERE batch_no = ?3 AND hand_over_begun_at IS NULL AND (chain_no IS NOT NULL OR (SELECT "
                "manifest_sha256 "
                "FROM batches WHERE chain_no IS NOT NULL ORDER BY chain_no DESC LIMIT 1) IS ?2)")
            .with(ByteView{manifest}, bytes_or_null(previous), batch.sequence)
            .run();
    return withdrawn == 1 ? success() : Result<void>(moved_on(batch));
  });
}

Result<std::vector<Batch>> NightRows::due_withdrawals() {
  return readers_.read<std::vector<Batch>>([](Connection& db) -> Result<std::vector<Batch>> {
    std::vector<Batch> found;
    Query row = db.query(POSTPROOF_BATCH_COLUMNS "WHERE b.withdrawal = 'due' ORDER BY b.batch_no");
    while (row.next()) found.push_back(batch_of(row));
    return found;
  });
}

Result<void> NightRows::record_withdrawal_delivered(const Batch& batch, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const std::int64_t changed =
        scope.connection.query("UPDATE batches SET withdrawal = 'delivered' WHERE batch_no = ? AND withdrawal = 'due'")
            .bind(batch.sequence)
            .run();
    if (changed == 1) scope.audit.append(now, by_nightly, "batch.withdrawn", batch.id.str(), "");
    return success();
  });
}

}  // namespace postproof::store
