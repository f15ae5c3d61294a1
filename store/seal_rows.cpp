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
                          std::size_t members) {
  db.query(
        "INSERT INTO batches (batch_no, batch_id, state, cutoff, sealed_at, members, letters_per_file, encryption, "
        "recipient_sha256, code_form, issue_key, check_key, data_key, nonce_seed, expires_at, valid_through, "
        "templates) "
        "VALUES ((SELECT coalesce(max(batch_no), 0) + 1 FROM batches), ?, 'sealed', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?)")
      .with(id.str(), order.cutoff, order.now, static_cast<std::int64_t>(members), order.letters_per_file,
            order.encryption, bytes_or_null(order.recipient_certificate), order.code_form, order.issue_key.str(),
            order.check_key.str(), order.data_key.str(),
            nonces.seal(order.nonce_seed.expose(), "nonce_seed/" + id.str()), order.expiry.expires_at,
            format_date(order.expiry.valid_through), templates_text(order.templates))
      .run();
  return db.last_row();
}

/// One letter on its way into the batch, as small as a night of millions needs it.
struct Place {
  std::int64_t index = 0;
  std::int64_t track_number = 0;
  std::int64_t letter_no = 0;
  std::int64_t posting_no = 0;
};

/// The letters to seal by postal index, then track number, each with its place in that order; given in the order of
/// their rows, because that is how the database is written fastest.
std::vector<Place> posting_order(Connection& db, const SealOrder& order) {
  std::vector<Place> places;
  Query row = db.query(
      "SELECT CAST(postal_index AS INTEGER), CAST(track_number AS INTEGER), letter_no FROM letters "
      "WHERE status = 'ordered' AND (is_test = 0 AND ordered_at < ? OR letter_id = ?)");
  row.with(order.cutoff, order.test_letter.id.str());
  while (row.next()) places.push_back({row.integer(0), row.integer(1), row.integer(2), 0});
  std::ranges::sort(places, {}, [](const Place& place) { return std::pair(place.index, place.track_number); });
  std::int64_t posting_no = 0;
  for (Place& place : places) place.posting_no = ++posting_no;
  std::ranges::sort(places, {}, &Place::letter_no);
  return places;
}

/// One letter `sealed`, its code `issued`.
Result<void> seal_member(Connection& db, const SealOrder& order, std::int64_t batch_no, const Place& place,
                         const std::string& valid_through) {
  Query letter = db.query(
      "UPDATE letters SET status = 'sealed', status_at = ?, batch_no = ?, posting_no = ? "
      "WHERE letter_no = ? AND status = 'ordered' AND batch_no IS NULL RETURNING letter_id, account_id, is_test");
  letter.with(order.now, batch_no, place.posting_no, place.letter_no);
  if (!letter.next()) return fail(ErrorKind::state_conflict, "a letter changed while it was being sealed");
  if (letter.integer(2) != 0) return success();
  const LetterId id{letter.text(0)};
  const AccountId account{letter.text(1)};
  const Digest digest = order.code_digests(id, account);
  const std::int64_t issued =
      db.query(
            "INSERT INTO codes (letter_no, account_id, status, digest, check_key, expires_at, valid_through) "
            "VALUES (?, ?, 'issued', ?, ?, ?, ?) ON CONFLICT DO NOTHING")
          .with(place.letter_no, account.str(), ByteView{digest}, order.check_key.str(), order.expiry.expires_at,
                valid_through)
          .run();
  if (issued == 1) return success();
  return fail(ErrorKind::data_corrupt, "a letter that waits has a code already; run 'postproof check'");
}

Result<void> seal_members(Connection& db, const SealOrder& order, std::int64_t batch_no,
                          const std::vector<Place>& places) {
  const std::string valid_through = format_date(order.expiry.valid_through);
  for (const Place& place : places) {
    PP_TRYV(seal_member(db, order, batch_no, place, valid_through));
  }
  return success();
}

/// The notices of all members, where the portal wants them.
Result<void> tell_sealed(Connection& db, OrderRows& rows, const SealOrder& order, std::int64_t batch_no,
                         const BatchId& id) {
  Query sealed = db.query("SELECT letter_id, account_id FROM letters WHERE batch_no = ? AND is_test = 0");
  sealed.bind(batch_no);
  while (sealed.next()) {
    PP_TRYV(rows.notify({orders::NoticeType::letter_sealed,
                         order.now,
                         LetterId{sealed.text(0)},
                         AccountId{sealed.text(1)},
                         {{"batch_id", id.str()}}}));
  }
  return success();
}

}  // namespace

Result<std::optional<Batch>> NightRows::seal(const SealOrder& order) {
  BatchId id;
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
    const std::vector<Place> places = posting_order(db, order);
    id = next_batch_id(db, order);
    const std::int64_t batch_no = insert_batch(db, nonces_, order, id, places.size());
    PP_TRYV(seal_members(db, order, batch_no, places));
    if (notices_wanted_) {
      PP_TRYV(tell_sealed(db, rows, order, batch_no, id));
    }
    scope.audit.append(order.now, "nightly", "batch.sealed", id.str(), std::to_string(places.size()) + " letters");
    return success();
  }));
  if (id.empty()) return std::optional<Batch>{};
  return batch(id);
}

}  // namespace postproof::store
