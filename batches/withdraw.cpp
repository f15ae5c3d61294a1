#include "batches/withdraw.hpp"

#include "batches/batch_folder.hpp"
#include "batches/manifest.hpp"
#include "batches/manifest_signature.hpp"
#include "batches/posting_list.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

std::string withdrawn_manifest(const Night& night, const Batch& batch, const std::optional<Digest>& previous) {
  Manifest manifest;
  manifest.batch_id = batch.id;
  manifest.sequence = batch.sequence;
  manifest.previous_manifest = previous;
  manifest.withdrawn = true;
  manifest.sealed_at = batch.sealed_at;
  manifest.cutoff = batch.cutoff;
  manifest.templates = batch.templates;
  manifest.recipient_certificate = batch.recipient_certificate;
  return write_manifest(manifest, night.settings.rules.zone);
}

bool was_handed_over(const Batch& batch) {
  const BatchState reached = batch.held_from.value_or(batch.state);
  return reached != BatchState::sealed && reached != BatchState::rendered;
}

/// What a hand-over that was broken off before `DONE` may have left: its files name letters that never leave.
std::vector<std::string> files_of(const Batch& batch) {
  const std::string ending = batch.encryption == "cms" ? ".p7m" : "";
  std::vector<std::string> names{"index.csv", std::string(posting_zip_name) + ending,
                                 std::string(posting_pdf_name) + ending};
  for (int file_no = 1; file_no <= file_count(batch); ++file_no) names.push_back(letters_file_name(batch, file_no));
  return names;
}

/// Our folder of the batch with nothing but the manifest that withdraws it, and its signature.
Result<void> lay_out(const Night& night, const Batch& batch, const std::string& document, Instant now) {
  const Path partial = partial_folder(night, batch);
  const Path finished = finished_folder(night, batch);
  PP_TRYV(night.files.remove_all(partial));
  PP_TRYV(remove_batch_folder(night.files, night.settings.outbox, batch.id));
  PP_TRYV(night.files.make_directories(partial));
  PP_TRYV(night.files.write_synced(partial / "manifest.json", bytes_of(document)));
  PP_TRYV(keep_manifest_signature(night, partial, bytes_of(document), now));
  PP_TRYV(night.files.write_synced(partial / "DONE", {}));
  PP_TRYV(night.files.sync_directory(partial));
  return night.files.rename_new(partial, finished);
}

Result<void> deliver(Night& night, const Batch& batch, Instant now) {
  const std::string document = withdrawn_manifest(night, batch, batch.previous_manifest);
  const Digest digest = codegen::sha256(bytes_of(document));
  if (batch.manifest != digest) {
    return fail(ErrorKind::data_corrupt, "the withdrawal of " + batch.id.str() + " differs from its record");
  }
  const Path folder = finished_folder(night, batch);
  // What is laid out may lie at the print house, and a signature made again would be another one.
  PP_TRY(const bool there, lies_there(night.files, folder / "manifest.json", digest));
  if (!there) {
    PP_TRYV(lay_out(night, batch, document, now));
  }
  std::vector<Consignment> files;
  PP_TRY(const std::optional<Consignment> signature, signature_consignment(night, folder));
  if (signature) files.push_back(*signature);
  files.push_back(Consignment{"manifest.json", digest});
  HandOver hand_over;
  hand_over.obsolete = files_of(batch);
  hand_over.may_be_taken = batch.hand_over_begun_at.has_value();
  hand_over.before_done = [&] { return night.store.record_hand_over_begun(batch, now); };
  hand_over.acknowledged = []() -> Result<bool> { return true; };  // nothing to print: taken is delivered
  PP_TRYV(night.courier.deliver(batch.id, folder, files, hand_over));
  PP_TRYV(night.store.empty_log());  // the erased nonces leave it, if the run that erased them broke off before
  return night.store.record_withdrawal_delivered(batch, now);
}

}  // namespace

Result<void> withdraw_batch(Night& night, const Batch& batch, const std::string& reason, const std::string& by,
                            Instant now) {
  const bool open =
      batch.state == BatchState::sealed || batch.state == BatchState::rendered || batch.state == BatchState::held;
  if (!open || was_handed_over(batch) || batch.hand_over_begun_at) {
    return fail(ErrorKind::state_conflict, "batch " + batch.id.str() + " is " + std::string(name_of(batch.state)) +
                                               " and lies at the print house; reject it with --not-printed only if it "
                                               "is certain that nothing of it was printed");
  }
  std::optional<Digest> previous = batch.previous_manifest;
  if (!batch.chain_no) {
    PP_TRY(previous, night.store.chain_end());
  }
  const std::string document = withdrawn_manifest(night, batch, previous);
  PP_TRYV(night.store.record_withdrawn(batch, codegen::sha256(bytes_of(document)), previous, reason, by, now));
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
