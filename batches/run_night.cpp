#include "batches/run_night.hpp"

#include "batches/before_sealing.hpp"
#include "batches/disk_space.hpp"
#include "batches/hand_over.hpp"
#include "batches/render.hpp"
#include "batches/seal.hpp"
#include "batches/withdraw.hpp"

namespace postproof::batches {

namespace {

Result<Instant> cutoff_of(const Night& night, const Calendar& calendar, const NightOrder& order) {
  if (!order.cutoff) return latest_cutoff(order.now, night.settings.rules.cutoff_rule(), calendar);
  if (*order.cutoff > order.now)
    return fail(ErrorKind::usage, "--cutoff lies in the future; give an instant that has come");
  return *order.cutoff;
}

/// A failure that a later run will not heal by itself.
bool needs_a_person(const Error& error) {
  return error.kind == ErrorKind::data_corrupt || error.kind == ErrorKind::state_conflict;
}

/// Takes a batch as far as it goes now. `waits_for`: another batch whose hand-over must come to its end first, because
/// each manifest names the one before it.
Result<Batch> advance(Night& night, Batch batch, const NightOrder& order, std::optional<BatchId>& waits_for) {
  if (batch.state == BatchState::sealed || batch.state == BatchState::rendered) {
    PP_TRY(batch, render_batch(night, batch, order.now));
  }
  if (batch.state == BatchState::rendered && order.hand_over) {
    PP_TRY(waits_for, night.store.hand_over_under_way(batch));
    if (!waits_for) {
      PP_TRY(batch, chain_batch(night, batch, order.now));
      PP_TRYV(hand_over_batch(night, batch, order.now));
    }
  }
  PP_TRY(std::optional<Batch> fresh, night.store.batch(batch.id));
  if (!fresh) return fail(ErrorKind::batch_not_found, "batch " + batch.id.str() + " is gone");
  return std::move(*fresh);
}

/// Holds the batch from the state it has reached by now, which may be further than where the step began. One that can
/// no longer be held (another process moved it on) stays; the alarm calls a person all the same.
Result<void> hold(Night& night, const BatchId& id, const Error& why, Instant now) {
  PP_TRY(const std::optional<Batch> current, night.store.batch(id));
  if (current && next_state(current->state, BatchEvent::hold)) {
    PP_TRYV(night.store.hold(*current, why.detail, now));
  }
  return night.store.raise_alarm("batch_held", id.str(),
                                 why.detail + " - look into it, then 'postproof batches release " + id.str() +
                                     "' or 'postproof batches reject " + id.str() + " --reason TEXT'.",
                                 now);
}

/// Withdrawals that wait for the print house. One that only a person can help must not stop the night.
Result<void> finish_withdrawals(Night& night, Instant now, NightReport& report) {
  const Result<void> delivered = deliver_withdrawals(night, now);
  if (delivered) return night.store.close_alarm("withdrawal_blocked", "", now);
  if (!needs_a_person(delivered.error())) return delivered;
  report.person_needed = true;
  report.remark = "a withdrawal cannot be delivered: " + delivered.error().detail;
  return night.store.raise_alarm("withdrawal_blocked", "",
                                 delivered.error().detail + " - clear it up; the next run delivers the withdrawal.",
                                 now);
}

Result<void> finish(Night& night, const Batch& batch, const NightOrder& order, NightReport& report) {
  std::optional<BatchId> waits_for;
  Result<Batch> advanced = advance(night, batch, order, waits_for);
  if (!advanced) {
    if (!needs_a_person(advanced.error())) return advanced.error();
    PP_TRYV(hold(night, batch.id, advanced.error(), order.now));
    report.person_needed = true;
    report.remark = "batch " + batch.id.str() + " is held: " + advanced.error().detail;
    PP_TRY(report.batch, night.store.batch(batch.id));
    return success();
  }
  if (waits_for) {
    report.person_needed = true;
    report.remark = "batch " + batch.id.str() + " waits until " + waits_for->str() + " is handed over or rejected";
  }
  report.batch = std::move(advanced.value());
  report.rejected = report.batch->rejected;
  report.letters = report.batch->members - report.batch->rejected;
  return success();
}

}  // namespace

Result<NightReport> run_night(Night& night, const Calendar& calendar, const NightOrder& order) {
  NightReport report;
  PP_TRY(const Instant cutoff, cutoff_of(night, calendar, order));
  PP_TRYV(check_before_sealing(night, order.now));
  PP_TRYV(finish_withdrawals(night, order.now, report));
  PP_TRY(const std::vector<Batch> unfinished, night.store.unfinished());
  for (const Batch& batch : unfinished) {
    PP_TRYV(finish(night, batch, order, report));
  }
  PP_TRY(const bool done, night.store.night_is_done(cutoff));
  if (done) {
    if (report.remark.empty()) report.remark = "the run of this cut-off is done already";
    return report;
  }
  night.enter(Stage::seal);
  PP_TRY(const std::int64_t due, night.store.due_letters(cutoff));
  if (due > 0) {
    PP_TRYV(check_disk_space(night, due + 1, order.now));
  }
  PP_TRY(const std::optional<Batch> sealed, seal_night(night, cutoff, order.now));
  if (!sealed) {
    if (report.remark.empty()) report.remark = "no letter was due";
    return report;
  }
  PP_TRYV(finish(night, *sealed, order, report));
  night.enter(Stage::done);
  return report;
}

Result<std::int64_t> count_due(Night& night, const Calendar& calendar, const NightOrder& order) {
  PP_TRY(const Instant cutoff, cutoff_of(night, calendar, order));
  return night.store.due_letters(cutoff);
}

}  // namespace postproof::batches
