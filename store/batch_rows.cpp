#include "store/batch_rows.hpp"

#include <algorithm>
#include <sstream>

#include "core/ensure.hpp"

namespace postproof::store {

using batches::Batch;
using batches::BatchEvent;
using batches::BatchState;

namespace {

std::vector<batches::TemplateDigest> templates_of(const std::string& text) {
  std::vector<batches::TemplateDigest> templates;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    Bytes bytes;
    batches::TemplateDigest one;
    const bool readable = equals != std::string::npos && from_hex(std::string_view(word).substr(equals + 1), bytes) &&
                          bytes.size() == one.sha256.size();
    if (!readable) throw SqliteFailure(SQLITE_CORRUPT, "the templates of a batch cannot be read");
    one.name = word.substr(0, equals);
    std::ranges::copy(bytes, one.sha256.begin());
    templates.push_back(std::move(one));
  }
  return templates;
}

BatchState state_in(const std::string& word) {
  const auto state = batches::batch_state_of(word);
  if (!state) throw SqliteFailure(SQLITE_CORRUPT, "the batch state '" + word + "' is none of ours");
  return *state;
}

}  // namespace

std::string templates_text(const std::vector<batches::TemplateDigest>& templates) {
  std::string text;
  for (const batches::TemplateDigest& one : templates) {
    if (!text.empty()) text += ' ';
    text += one.name + "=" + to_hex(one.sha256);
  }
  return text;
}

std::optional<Digest> digest_of(const Query& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const Bytes bytes = row.blob(column);
  Digest digest{};
  if (bytes.size() != digest.size()) throw SqliteFailure(SQLITE_CORRUPT, "a stored digest has the wrong length");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

std::optional<Bytes> bytes_or_null(const std::optional<Digest>& digest) {
  return digest ? std::optional(Bytes(digest->begin(), digest->end())) : std::nullopt;
}

Batch batch_of(const Query& row) {
  Batch batch;
  batch.sequence = row.integer(0);
  batch.id = BatchId{row.text(1)};
  batch.state = state_in(row.text(2));
  if (const auto held_from = row.maybe_text(3)) batch.held_from = state_in(*held_from);
  batch.reason = row.text(4);
  batch.cutoff = row.instant(5);
  batch.sealed_at = row.instant(6);
  batch.dispatched_at = row.maybe_instant(7);
  batch.acknowledged_at = row.maybe_instant(8);
  batch.members = row.integer(9);
  batch.rejected = row.integer(10);
  batch.letters_per_file = row.small(11);
  batch.encryption = row.text(12);
  batch.code_form = row.text(13);
  batch.issue_key = KeyId{row.text(14)};
  batch.check_key = KeyId{row.text(15)};
  batch.data_key = KeyId{row.text(16)};
  const auto valid_through = parse_date(row.text(17));
  if (!valid_through) throw SqliteFailure(SQLITE_CORRUPT, "the printed date of a batch cannot be read");
  batch.expiry = orders::CodeExpiry{*valid_through, row.instant(18)};
  batch.templates = templates_of(row.text(19));
  batch.previous_manifest = digest_of(row, 20);
  batch.manifest = digest_of(row, 21);
  batch.recipient_certificate = digest_of(row, 22);
  batch.hand_over_begun_at = row.maybe_instant(23);
  if (!row.is_null(24)) batch.chain_no = row.integer(24);
  batch.files_removed_at = row.maybe_instant(25);
  return batch;
}

bool change_batch(WriteScope& scope, const Batch& batch, BatchState from, BatchEvent event,
                  const orders::Change& change) {
  const auto to = batches::next_state(from, event);
  ensure(to.has_value(), "only rows of the batch's state table are asked for");
  const std::int64_t changed =
      scope.connection.query("UPDATE batches SET state = ?, reason = ? WHERE batch_no = ? AND state = ?")
          .with(name_of(*to), change.reason, batch.sequence, name_of(from))
          .run();
  if (changed == 0) return false;
  scope.audit.append(change.at, change.by, "batch." + std::string(name_of(*to)), batch.id.str(), change.reason);
  return true;
}

std::int64_t change_letters(WriteScope& scope, const Batch& batch, orders::LetterStatus from, orders::LetterEvent event,
                            const orders::Change& change) {
  const auto to = orders::next_status(from, event);
  ensure(to.has_value(), "only rows of the letter's state table are asked for");
  scope.connection
      .query(
          "INSERT INTO letter_events (letter_no, at, axis, from_status, to_status, by, reason) "
          "SELECT letter_no, ?, 'letter', ?, ?, ?, ? FROM letters WHERE batch_no = ? AND status = ? ORDER BY letter_no")
      .with(change.at, name_of(from), name_of(*to), change.by, change.reason, batch.sequence, name_of(from))
      .run();
  const std::optional<Instant> final_at = is_final(*to) ? std::optional{change.at} : std::nullopt;
  return scope.connection
      .query(
          "UPDATE letters SET status = ?, status_reason = ?, status_at = ?, final_at = ? "
          "WHERE batch_no = ? AND status = ?")
      .with(name_of(*to), change.reason, change.at, final_at, batch.sequence, name_of(from))
      .run();
}

std::int64_t change_codes(WriteScope& scope, const Batch& batch, orders::CodeStatus from, orders::CodeEvent event,
                          const orders::Change& change) {
  const auto to = orders::next_status(from, event);
  ensure(to.has_value(), "only rows of the code's state table are asked for");
  scope.connection
      .query(
          "INSERT INTO letter_events (letter_no, at, axis, from_status, to_status, by, reason) "
          "SELECT c.letter_no, ?, 'code', ?, ?, ?, ? FROM letters l JOIN codes c USING (letter_no) "
          "WHERE l.batch_no = ? AND c.status = ? ORDER BY c.letter_no")
      .with(change.at, name_of(from), name_of(*to), change.by, change.reason, batch.sequence, name_of(from))
      .run();
  return scope.connection
      .query(
          "UPDATE codes SET status = ? WHERE status = ? AND "
          "letter_no IN (SELECT letter_no FROM letters WHERE batch_no = ?)")
      .with(name_of(*to), name_of(from), batch.sequence)
      .run();
}

}  // namespace postproof::store
