// What NightRows keeps of a batch's manifest: that it is made, its place in the chain, and that it may have been seen.

#include "store/batch_rows.hpp"
#include "store/night_rows.hpp"
#include "store/refused_letters.hpp"

namespace postproof::store {

using batches::Batch;
using batches::BatchEvent;
using batches::BatchState;

// A hand-over that has not committed its intent yet: its batch has a place in the chain, and its manifest may still
// give way to a withdrawal.
#define POSTPROOF_UNDER_WAY                                                                                         \
  "chain_no IS NOT NULL AND hand_over_begun_at IS NULL AND dispatched_at IS NULL AND withdrawal = '' AND state <> " \
  "'rejected' AND batch_no <> ?"

Result<void> NightRows::record_rendered(const Batch& batch, const Digest& manifest,
                                        const std::optional<Digest>& previous, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const orders::Change change{now, "nightly", ""};
    if (!change_batch(scope, batch, BatchState::sealed, BatchEvent::render, change)) return moved_on(batch);
    scope.connection
        .query(
            "UPDATE batches SET manifest_sha256 = ?, previous_manifest_sha256 = ?, rendered_at = ? WHERE batch_no = ?")
        .with(ByteView{manifest}, bytes_or_null(previous), now, batch.sequence)
        .run();
    return success();
  });
}

Result<std::optional<Digest>> NightRows::chain_end() {
  return readers_.read<std::optional<Digest>>([](Connection& db) -> Result<std::optional<Digest>> {
    Query last =
        db.query("SELECT manifest_sha256 FROM batches WHERE chain_no IS NOT NULL ORDER BY chain_no DESC LIMIT 1");
    if (!last.next()) return std::optional<Digest>{};
    return digest_of(last, 0);
  });
}

Result<std::optional<BatchId>> NightRows::hand_over_under_way(const Batch& but) {
  return readers_.read<std::optional<BatchId>>([&](Connection& db) -> Result<std::optional<BatchId>> {
    Query other = db.query("SELECT batch_id FROM batches WHERE " POSTPROOF_UNDER_WAY);
    other.bind(but.sequence);
    if (!other.next()) return std::optional<BatchId>{};
    return std::optional(BatchId{other.text(0)});
  });
}

Result<void> NightRows::record_chained(const Batch& batch, const Digest& manifest,
                                       const std::optional<Digest>& previous, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    const std::int64_t chained =
        scope.connection
            .query(
                "UPDATE batches SET chain_no = (SELECT coalesce(max(chain_no), 0) + 1 FROM batches), "
                "manifest_sha256 = ?, previous_manifest_sha256 = ? "
                "WHERE batch_no = ? AND state = 'rendered' AND chain_no IS NULL AND "
                "(SELECT manifest_sha256 FROM batches WHERE chain_no IS NOT NULL ORDER BY chain_no DESC LIMIT 1) IS ? "
                "AND NOT EXISTS (SELECT 1 FROM batches WHERE " POSTPROOF_UNDER_WAY ")")
            .with(ByteView{manifest}, bytes_or_null(previous), batch.sequence, bytes_or_null(previous), batch.sequence)
            .run();
    if (chained != 1) return moved_on(batch);
    scope.audit.append(now, "nightly", "batch.chained", batch.id.str(), to_hex(manifest));
    return success();
  });
}

Result<void> NightRows::record_hand_over_begun(const Batch& batch, Instant now) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    Query rendered = scope.connection.query(
        "UPDATE batches SET hand_over_begun_at = coalesce(hand_over_begun_at, ?) "
        "WHERE batch_no = ? AND (state = 'rendered' OR withdrawal = 'due') AND chain_no IS NOT NULL");
    if (rendered.with(now, batch.sequence).run() != 1) return moved_on(batch);
    return success();
  });
}

}  // namespace postproof::store
