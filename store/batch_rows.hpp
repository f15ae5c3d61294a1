#pragma once

#include <optional>
#include <string_view>

#include "batches/batch.hpp"
#include "orders/code_status.hpp"
#include "orders/letter_status.hpp"
#include "orders/transaction.hpp"
#include "store/sqlite.hpp"
#include "store/writer.hpp"

namespace postproof::store {

/// The columns that batch_of reads, in its order.
#define POSTPROOF_BATCH_COLUMNS                                                                                       \
  "SELECT batch_no, batch_id, state, held_from, reason, cutoff, sealed_at, dispatched_at, acknowledged_at, members, " \
  "(SELECT count(*) FROM letters l WHERE l.batch_no = b.batch_no AND l.status = 'rejected'), letters_per_file, "      \
  "encryption, code_form, issue_key, check_key, data_key, valid_through, expires_at, templates, "                     \
  "previous_manifest_sha256, manifest_sha256, recipient_sha256, hand_over_begun_at, "                                 \
  "chain_no, files_removed_at FROM batches b "

batches::Batch batch_of(const Query& row);

/// The text form in which a batch remembers its templates: "ru/1=<hex> en/1=<hex>".
std::string templates_text(const std::vector<batches::TemplateDigest>& templates);

std::optional<Digest> digest_of(const Query& row, int column);
/// The same the other way, to be bound.
std::optional<Bytes> bytes_or_null(const std::optional<Digest>& digest);

/// Moves the batch along a row of its state table. False if it was no longer in `from`; the audit log
/// gets an entry otherwise.
bool change_batch(WriteScope& scope, const batches::Batch& batch, batches::BatchState from, batches::BatchEvent event,
                  const orders::Change& change);

/// Moves every letter of the batch that is in `from` along the event's row; returns how many, and writes each one's
/// history: for what befalls single batches. (Sealing, hand-over and acknowledgement write no row a letter, see
/// letter_history in the schema.)
std::int64_t change_letters(WriteScope& scope, const batches::Batch& batch, orders::LetterStatus from,
                            orders::LetterEvent event, const orders::Change& change);
/// The same for the codes of the batch's letters.
std::int64_t change_codes(WriteScope& scope, const batches::Batch& batch, orders::CodeStatus from,
                          orders::CodeEvent event, const orders::Change& change);

}  // namespace postproof::store
