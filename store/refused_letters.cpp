#include "store/refused_letters.hpp"

#include "store/letter_rows.hpp"

namespace postproof::store {

using batches::Batch;
using orders::Change;
using orders::CodeEvent;
using orders::CodeStatus;
using orders::LetterEvent;
using orders::LetterStatus;

Error moved_on(const Batch& batch) {
  return error(ErrorKind::state_conflict, "batch " + batch.id.str() + " is not in the state this step starts from");
}

namespace {

/// One letter of the batch will not be posted after all: letter `rejected`, code `void`, portal told.
Result<void> refuse_letter(OrderRows& rows, Connection& db, const Batch& batch, const batches::Refusal& refusal,
                           const Change& change) {
  Query found = db.query(
      "SELECT l.letter_id, l.account_id, l.status, coalesce(c.status, 'none'), l.is_test FROM letters l "
      "LEFT JOIN codes c USING (letter_no) WHERE l.track_number = ? AND l.batch_no = ?");
  found.with(refusal.track_number.str(), batch.sequence);
  if (!found.next()) return fail(ErrorKind::state_conflict, "a refused letter is not in the batch");
  const LetterId id{found.text(0)};
  const AccountId account{found.text(1)};
  const LetterStatus status = letter_status_in(found, 2);
  const CodeStatus code = code_status_in(found, 3);
  const bool is_test = found.integer(4) != 0;
  if (status == LetterStatus::rejected) return success();
  if (!next_status(status, LetterEvent::reject)) {
    return rows.raise_alarm("refused_but_scanned", refusal.track_number.str(),
                            "The print house refused this letter, but the post has it: ask both.", change.at);
  }
  PP_TRY(const bool changed, rows.change_letter(id, status, LetterEvent::reject, change));
  if (changed && !is_test) {
    PP_TRYV(rows.notify({orders::NoticeType::letter_rejected, change.at, id, account, {{"reason", change.reason}}}));
  }
  PP_TRY(const bool over, rows.expire_if_over(id, account, change.at));
  if (over || !next_status(code, CodeEvent::revoke)) return success();
  PP_TRY(const bool revoked, rows.change_code(id, code, CodeEvent::revoke, change));
  if (!revoked || is_test) return success();
  return rows.notify({orders::NoticeType::code_void, change.at, id, account, {{"reason", change.reason}}});
}

}  // namespace

Result<void> refuse_letters(OrderRows& rows, Connection& db, const Batch& batch,
                            std::span<const batches::Refusal> refusals, const std::string& by, Instant now) {
  for (const batches::Refusal& refusal : refusals) {
    PP_TRYV(refuse_letter(rows, db, batch, refusal, Change{now, by, refusal.reason}));
  }
  return success();
}

}  // namespace postproof::store
