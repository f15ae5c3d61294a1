#include "batches/withdraw.hpp"

#include "batches/manifest.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

std::string withdrawn_manifest(const Night& night, const Batch& batch) {
  Manifest manifest;
  manifest.batch_id = batch.id;
  manifest.sequence = batch.sequence;
  manifest.previous_manifest = batch.previous_manifest;
  manifest.withdrawn = true;
  manifest.sealed_at = batch.sealed_at;
  manifest.cutoff = batch.cutoff;
  manifest.templates = batch.templates;
  return write_manifest(manifest, night.settings.rules.zone);
}

bool was_handed_over(const Batch& batch) {
  const BatchState reached = batch.held_from.value_or(batch.state);
  return reached != BatchState::sealed && reached != BatchState::rendered;
}

/// Our folder of the batch with nothing but the manifest that withdraws it.
Result<void> lay_out(Night& night, const Batch& batch, const std::string& document) {
  const Path& outbox = night.settings.outbox;
  const Path partial = outbox / ("." + batch.id.str() + ".partial");
  const Path finished = outbox / batch.id.str();
  PP_TRYV(night.files.remove_all(partial));
  PP_TRYV(night.files.remove_all(finished));
  PP_TRYV(night.files.make_directories(partial));
  PP_TRYV(night.files.write_synced(partial / "manifest.json", bytes_of(document)));
  PP_TRYV(night.files.write_synced(partial / "DONE", {}));
  PP_TRYV(night.files.sync_directory(partial));
  return night.files.rename_new(partial, finished);
}

Result<void> deliver(Night& night, const Batch& batch, Instant now) {
  const std::string document = withdrawn_manifest(night, batch);
  const Digest digest = codegen::sha256(bytes_of(document));
  if (batch.manifest != digest) {
    return fail(ErrorKind::data_corrupt, "the withdrawal of " + batch.id.str() + " differs from its record");
  }
  PP_TRYV(lay_out(night, batch, document));
  PP_TRYV(night.courier.deliver(batch.id, night.settings.outbox / batch.id.str(), {{"manifest.json", digest}}));
  return night.store.record_withdrawal_delivered(batch, now);
}

}  // namespace

Result<void> withdraw_batch(Night& night, const Batch& batch, const std::string& reason, const std::string& by,
                            Instant now) {
  const bool open =
      batch.state == BatchState::sealed || batch.state == BatchState::rendered || batch.state == BatchState::held;
  if (!open || was_handed_over(batch)) {
    return fail(ErrorKind::state_conflict, "batch " + batch.id.str() + " is " + std::string(name_of(batch.state)) +
                                               " and lies at the print house; reject it with --not-printed only if it "
                                               "is certain that nothing of it was printed");
  }
  const std::string document = withdrawn_manifest(night, batch);
  PP_TRYV(night.store.record_withdrawn(batch, codegen::sha256(bytes_of(document)), reason, by, now));
  PP_TRYV(night.store.close_alarm("batch_held", batch.id.str(), now));
  PP_TRYV(night.store.empty_log());
  return deliver_withdrawals(night, now);
}

Result<void> deliver_withdrawals(Night& night, Instant now) {
  PP_TRY(const std::vector<Batch> due, night.store.due_withdrawals());
  for (const Batch& batch : due) {
    PP_TRYV(deliver(night, batch, now));
  }
  return success();
}

}  // namespace postproof::batches
