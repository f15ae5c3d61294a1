#include "store/night_rows.hpp"

#include <algorithm>

#include "store/batch_rows.hpp"
#include "store/letter_rows.hpp"
#include "store/order_rows.hpp"
#include "store/recipient_box.hpp"
#include "store/refused_letters.hpp"

namespace postproof::store {

using batches::Batch;
using batches::BatchEvent;
using batches::BatchState;
using batches::Member;
using orders::Change;
using orders::CodeEvent;
using orders::CodeStatus;
using orders::LetterEvent;
using orders::LetterStatus;

namespace {

constexpr std::string_view by_nightly = "nightly";

std::string seed_context(const BatchId& batch) { return "nonce_seed/" + batch.str(); }

Member member_of(const Query& row, RecipientBox box) {
  Member member;
  member.posting_no = row.integer(0);
  member.id = LetterId{row.text(1)};
  member.account_id = AccountId{row.text(2)};
  member.is_test = row.integer(3) != 0;
  member.rejected = letter_status_in(row, 4) == LetterStatus::rejected;
  member.language = orders::language_of(row.text(5)).value_or(orders::Language::ru);
  member.track_number = TrackNumber{row.text(6)};
  member.recipient = std::move(box.recipient);
  member.address = std::move(box.address);
  return member;
}

#define POSTPROOF_MEMBER_COLUMNS                                                                      \
  "SELECT l.posting_no, l.letter_id, l.account_id, l.is_test, l.status, l.language, l.track_number, " \
  "r.box FROM letters l JOIN recipients r USING (letter_no) "

}  // namespace

Result<std::optional<Batch>> NightRows::batch(const BatchId& id) {
  return readers_.read<std::optional<Batch>>([&](Connection& db) -> Result<std::optional<Batch>> {
    Query row = db.query(POSTPROOF_BATCH_COLUMNS "WHERE b.batch_id = ?");
    row.bind(id.str());
    if (!row.next()) return std::optional<Batch>{};
    return std::optional{batch_of(row)};
  });
}

Result<std::vector<Batch>> NightRows::unfinished() {
  return readers_.read<std::vector<Batch>>([](Connection& db) -> Result<std::vector<Batch>> {
    std::vector<Batch> found;
    Query row = db.query(POSTPROOF_BATCH_COLUMNS "WHERE b.state IN ('sealed', 'rendered') ORDER BY b.batch_no");
    while (row.next()) found.push_back(batch_of(row));
    return found;
  });
}

Result<bool> NightRows::night_is_done(Instant cutoff) {
  return readers_.read<bool>([&](Connection& db) -> Result<bool> {
    Query row = db.query("SELECT 1 FROM nights WHERE cutoff = ?");
    row.bind(cutoff);
    return row.next();
  });
}

Result<std::int64_t> NightRows::due_letters(Instant cutoff) {
  return readers_.read<std::int64_t>([&](Connection& db) -> Result<std::int64_t> {
    Query row = db.query("SELECT count(*) FROM letters WHERE status = 'ordered' AND ordered_at < ?");
    row.bind(cutoff);
    row.next();
    return row.integer(0);
  });
}

Result<void> NightRows::finish_night(Instant cutoff, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    scope.connection.query("INSERT INTO nights (cutoff, done_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .with(cutoff, now)
        .run();
    return success();
  });
}

Result<Secret> NightRows::nonce_seed(const Batch& batch) {
  PP_TRY(const Bytes box, readers_.read<Bytes>([&](Connection& db) -> Result<Bytes> {
    Query row = db.query("SELECT nonce_seed FROM batches WHERE batch_no = ?");
    row.bind(batch.sequence);
    if (!row.next() || row.is_null(0)) {
      return fail(ErrorKind::state_conflict, "the nonces of batch " + batch.id.str() + " are erased");
    }
    return row.blob(0);
  }));
  return nonces_.open(box, seed_context(batch.id));
}

Result<std::vector<Member>> NightRows::members(const Batch& batch, std::int64_t first, std::int64_t last) {
  return readers_.read<std::vector<Member>>([&](Connection& db) -> Result<std::vector<Member>> {
    std::vector<Member> found;
    Query row = db.query(POSTPROOF_MEMBER_COLUMNS
                         "WHERE l.batch_no = ? AND l.posting_no BETWEEN ? AND ? ORDER BY l.posting_no");
    row.with(batch.sequence, first, last);
    while (row.next()) {
      PP_TRY(RecipientBox box, open_recipient(personal_, LetterId{row.text(1)}, row.blob(7)));
      found.push_back(member_of(row, std::move(box)));
    }
    return found;
  });
}

Result<std::vector<Member>> NightRows::members_of(const Batch& batch, std::span<const TrackNumber> numbers) {
  return readers_.read<std::vector<Member>>([&](Connection& db) -> Result<std::vector<Member>> {
    std::vector<Member> found;
    for (const TrackNumber& number : numbers) {
      Query row = db.query(
          "SELECT posting_no, letter_id, account_id, is_test, status, language, track_number FROM letters "
          "WHERE track_number = ? AND batch_no = ?");
      row.with(number.str(), batch.sequence);
      if (row.next()) found.push_back(member_of(row, {}));
    }
    return found;
  });
}

Result<std::vector<batches::BatchFile>> NightRows::files(const Batch& batch) {
  return readers_.read<std::vector<batches::BatchFile>>([&](Connection& db) -> Result<std::vector<batches::BatchFile>> {
    std::vector<batches::BatchFile> found;
    Query row = db.query(
        "SELECT file_no, name, sha256, bytes, letters, plain_mac FROM batch_files WHERE batch_no = ? ORDER BY file_no");
    row.bind(batch.sequence);
    while (row.next()) {
      found.push_back(batches::BatchFile{row.small(0), row.text(1), digest_of(row, 2).value_or(Digest{}),
                                         static_cast<std::uint64_t>(row.integer(3)), row.small(4),
                                         digest_of(row, 5).value_or(Digest{})});
    }
    return found;
  });
}

Result<void> NightRows::record_file(const Batch& batch, const batches::BatchFile& file,
                                    std::span<const batches::Refusal> refusals, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Connection& db = scope.connection;
    Query state = db.query("SELECT 1 FROM batches WHERE batch_no = ? AND state = 'sealed'");
    state.bind(batch.sequence);
    if (!state.next()) return moved_on(batch);
    const std::int64_t recorded =
        db.query(
              "INSERT INTO batch_files (batch_no, file_no, name, sha256, bytes, letters, plain_mac) "
              "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch_no, file_no) DO UPDATE SET sha256 = excluded.sha256, "
              "bytes = excluded.bytes WHERE plain_mac = excluded.plain_mac AND letters = excluded.letters")
            .with(batch.sequence, file.file_no, file.name, ByteView{file.sha256}, static_cast<std::int64_t>(file.bytes),
                  file.letters, ByteView{file.plain_mac})
            .run();
    if (recorded != 1) return moved_on(batch);
    OrderRows rows(scope, personal_, notices_wanted_);
    return refuse_letters(rows, db, batch, refusals, std::string(by_nightly), now);
  });
}

Result<std::optional<batches::TakenAcknowledgement>> NightRows::taken_acknowledgement(const Batch& batch,
                                                                                      const Digest& sha256) {
  using Taken = std::optional<batches::TakenAcknowledgement>;
  return readers_.read<Taken>([&](Connection& db) -> Result<Taken> {
    Query row = db.query("SELECT name, state FROM acknowledgements WHERE sha256 = ? AND batch_no = ?");
    row.with(ByteView{sha256}, batch.sequence);
    if (!row.next()) return Taken{};
    return Taken{batches::TakenAcknowledgement{sha256, row.text(0), row.text(1)}};
  });
}

Result<void> NightRows::empty_log() { return writer_.empty_log(); }

Result<void> NightRows::hold(const Batch& batch, const std::string& reason, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const Change change{now, std::string(by_nightly), reason};
    if (!next_state(batch.state, BatchEvent::hold)) return moved_on(batch);
    if (!change_batch(scope, batch, batch.state, BatchEvent::hold, change)) return moved_on(batch);
    scope.connection
        .query(
            "UPDATE batches SET held_from = ?, chain_no = iif(hand_over_begun_at IS NULL, NULL, chain_no) "
            "WHERE batch_no = ?")
        .with(name_of(batch.state), batch.sequence)
        .run();
    return success();
  });
}

Result<void> NightRows::release(const Batch& batch, const std::string& by, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const std::int64_t released = scope.connection
                                      .query(
                                          "UPDATE batches SET state = held_from, held_from = NULL, reason = '' "
                                          "WHERE batch_no = ? AND state = 'held' AND held_from IS NOT NULL")
                                      .bind(batch.sequence)
                                      .run();
    if (released != 1) return moved_on(batch);
    scope.audit.append(now, by, "batch.released", batch.id.str(), "");
    return success();
  });
}

Result<void> NightRows::raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                                    Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    return OrderRows(scope, personal_, notices_wanted_).raise_alarm(kind, object, what_to_do, now);
  });
}

Result<void> NightRows::close_alarm(std::string_view kind, std::string_view object, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    scope.connection.query("UPDATE alarms SET closed_at = ? WHERE kind = ? AND object = ? AND closed_at IS NULL")
        .with(now, kind, object)
        .run();
    return success();
  });
}

}  // namespace postproof::store
