// NightRows::seal: the one transaction that makes a batch.

#include <algorithm>

#include <fmt/format.h>

#include "store/batch_rows.hpp"
#include "store/night_rows.hpp"
#include "store/order_rows.hpp"
#include "store/recipient_box.hpp"

namespace postproof::store {

using batches::Batch;
using batches::SealOrder;
using orders::Change;

namespace {

/// B<YYYYMMDD>-<NN>: the sealing date in the service zone and the batch's number on that day.
BatchId next_batch_id(Connection& db, const SealOrder& order) {
  std::string day = format_date(local_date(order.now, order.zone));
  std::erase(day, '-');
  Query count = db.query("SELECT count(*) FROM batches WHERE batch_id GLOB ?");
  count.bind("B" + day + "-*");
  count.next();
  return BatchId{fmt::format("B{}-{:02}", day, count.integer(0) + 1)};
}

void insert_test_letter(Connection& db, Sealer& personal, const SealOrder& order, const TrackNumber& number) {
  const batches::TestLetter& test = order.test_letter;
  db.query(
        "INSERT INTO letters (letter_id, account_id, is_test, status, status_at, language, track_number, postal_index, "
        "ordered_at) VALUES (?, '', 1, 'ordered', ?, ?, ?, ?, ?)")
      .with(test.id.str(), order.now, name_of(test.language), number.str(), test.address.index.str(), order.now)
      .run();
  db.query("INSERT INTO recipients (letter_no, box) VALUES (?, ?)")
      .with(db.last_row(), seal_recipient(personal, test.id, test.recipient, test.address))
      .run();
}

std::int64_t insert_batch(Connection& db, Sealer& nonces, const SealOrder& order, const BatchId& id,
                          std::int64_t members) {
  db.query(
        "INSERT INTO batches (batch_no, batch_id, state, cutoff, sealed_at, members, letters_per_file, encryption, "
        "code_form, issue_key, check_key, data_key, nonce_seed, expires_at, valid_through, templates, "
        "previous_manifest_sha256) VALUES ((SELECT coalesce(max(batch_no), 0) + 1 FROM batches), ?, 'sealed', ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT manifest_sha256 FROM batches ORDER BY batch_no DESC LIMIT 1))")
      .with(id.str(), order.cutoff, order.now, members, order.letters_per_file, order.encryption, order.code_form,
            order.issue_key.str(), order.check_key.str(), order.data_key.str(),
            nonces.seal(order.nonce_seed.expose(), "nonce_seed/" + id.str()), order.expiry.expires_at,
            format_date(order.expiry.valid_through), templates_text(order.templates))
      .run();
  return db.last_row();
}

/// The letters to seal, in posting order: by postal index, then track number.
std::vector<std::int64_t> posting_order(Connection& db, const SealOrder& order) {
  std::vector<std::int64_t> letters;
  Query row = db.query(
      "SELECT letter_no FROM letters WHERE status = 'ordered' AND (is_test = 0 AND ordered_at < ? OR letter_id = ?) "
      "ORDER BY postal_index, track_number");
  row.with(order.cutoff, order.test_letter.id.str());
  while (row.next()) letters.push_back(row.integer(0));
  return letters;
}

Result<void> seal_members(Connection& db, const SealOrder& order, std::int64_t batch_no,
                          const std::vector<std::int64_t>& letters) {
  std::int64_t codes = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::int64_t sealed =
        db.query(
              "UPDATE letters SET status = 'sealed', status_at = ?, batch_no = ?, posting_no = ? "
              "WHERE letter_no = ? AND status = 'ordered' AND batch_no IS NULL")
            .with(order.now, batch_no, static_cast<std::int64_t>(i) + 1, letters[i])
            .run();
    codes += db.query(
                   "UPDATE codes SET status = 'issued', expires_at = ?, valid_through = ? "
                   "WHERE letter_no = ? AND status = 'none'")
                 .with(order.expiry.expires_at, format_date(order.expiry.valid_through), letters[i])
                 .run();
    if (sealed != 1) return fail(ErrorKind::state_conflict, "a letter changed while it was being sealed");
  }
  if (codes + 1 != static_cast<std::int64_t>(letters.size())) {
    return fail(ErrorKind::data_corrupt, "a letter that waits has a code already; run 'postproof check'");
  }
  return success();
}

void record_history(Connection& db, std::int64_t batch_no, const Change& change) {
  db.query(
        "INSERT INTO letter_events (letter_no, at, axis, from_status, to_status, by, reason) "
        "SELECT letter_no, ?, 'letter', 'ordered', 'sealed', ?, '' FROM letters WHERE batch_no = ? ORDER BY letter_no")
      .with(change.at, change.by, batch_no)
      .run();
  db.query(
        "INSERT INTO letter_events (letter_no, at, axis, from_status, to_status, by, reason) "
        "SELECT letter_no, ?, 'code', 'none', 'issued', ?, '' FROM letters WHERE batch_no = ? AND is_test = 0 "
        "ORDER BY letter_no")
      .with(change.at, change.by, batch_no)
      .run();
}

}  // namespace

Result<std::optional<Batch>> NightRows::seal(const SealOrder& order) {
  BatchId id;
  const Change change{order.now, "nightly", ""};
  PP_TRYV(writer_.run(order.now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    const std::int64_t fresh = db.query("INSERT INTO nights (cutoff, done_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                                   .with(order.cutoff, order.now)
                                   .run();
    if (fresh == 0) return success();
    Query due = db.query("SELECT EXISTS (SELECT 1 FROM letters WHERE status = 'ordered' AND ordered_at < ?)");
    due.bind(order.cutoff);
    due.next();
    if (due.integer(0) == 0) return success();
    OrderRows rows(scope, personal_, notices_wanted_);
    PP_TRY(const TrackNumber number, rows.allot_track_number());
    insert_test_letter(db, personal_, order, number);
    const std::vector<std::int64_t> letters = posting_order(db, order);
    id = next_batch_id(db, order);
    const std::int64_t batch_no = insert_batch(db, nonces_, order, id, static_cast<std::int64_t>(letters.size()));
    PP_TRYV(seal_members(db, order, batch_no, letters));
    record_history(db, batch_no, change);
    if (notices_wanted_) {
      Query sealed = db.query("SELECT letter_id, account_id FROM letters WHERE batch_no = ? AND is_test = 0");
      sealed.bind(batch_no);
      while (sealed.next()) {
        PP_TRYV(rows.notify({orders::NoticeType::letter_sealed,
                             order.now,
                             LetterId{sealed.text(0)},
                             AccountId{sealed.text(1)},
                             {{"batch_id", id.str()}}}));
      }
    }
    scope.audit.append(order.now, change.by, "batch.sealed", id.str(), std::to_string(letters.size()) + " letters");
    return success();
  }));
  if (id.empty()) return std::optional<Batch>{};
  return batch(id);
}

}  // namespace postproof::store
