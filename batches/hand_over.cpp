#include "batches/hand_over.hpp"

#include <algorithm>

#include "batches/batch_folder.hpp"
#include "batches/manifest.hpp"
#include "batches/manifest_signature.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

/// The document of the batch's manifest if it named `previous` as the one before it.
Result<std::string> manifest_after(const Night& night, const Batch& batch, const std::optional<Digest>& previous) {
  const Path path = finished_folder(night, batch) / "manifest.json";
  PP_TRY(const Bytes document, night.files.read(path, most_batch_file_bytes));
  PP_TRY(Manifest manifest, read_manifest(text_of(document)));
  if (write_manifest(manifest, night.settings.rules.zone) != text_of(document)) return changed(path.string());
  manifest.previous_manifest = previous;
  return write_manifest(manifest, night.settings.rules.zone);
}

/// Puts the recorded manifest into the folder if an interrupted run left the former one there.
Result<void> renew_manifest(Night& night, const Batch& batch, Instant now) {
  const Path folder = finished_folder(night, batch);
  PP_TRY(const bool there, lies_there(night.files, folder / "manifest.json", *batch.manifest));
  if (!there) {
    PP_TRY(const std::string document, manifest_after(night, batch, batch.previous_manifest));
    if (codegen::sha256(bytes_of(document)) != *batch.manifest) return changed((folder / "manifest.json").string());
    PP_TRYV(put_in_place(night.files, folder / "manifest.json", bytes_of(document)));
  }
  PP_TRY(const Bytes document, night.files.read(folder / "manifest.json", most_batch_file_bytes));
  return keep_manifest_signature(night, folder, document, now);
}

/// The manifest and its signature stand at the end. At the print house they would keep a withdrawal's from its place.
std::size_t binding_files(const std::vector<Consignment>& files) {
  const auto is_binding = [](const Consignment& file) {
    return file.name == "manifest.json" || file.name == signature_name;
  };
  return static_cast<std::size_t>(std::ranges::count_if(files, is_binding));
}

}  // namespace

Result<Batch> chain_batch(Night& night, const Batch& batch, Instant now) {
  Batch chained = batch;
  if (!batch.chain_no) {
    PP_TRY(const std::optional<Digest> end, night.store.chain_end());
    Digest manifest = *batch.manifest;
    if (end != batch.previous_manifest) {
      PP_TRY(const std::string document, manifest_after(night, batch, end));
      manifest = codegen::sha256(bytes_of(document));
    }
    PP_TRYV(night.store.record_chained(batch, manifest, end, now));
    PP_TRY(std::optional<Batch> fresh, night.store.batch(batch.id));
    if (!fresh) return fail(ErrorKind::batch_not_found, "batch " + batch.id.str() + " is gone");
    chained = std::move(*fresh);
  }
  PP_TRYV(renew_manifest(night, chained, now));
  return chained;
}

Result<void> hand_over_batch(Night& night, const Batch& batch, Instant now) {
  night.enter(Stage::hand_over);
  PP_TRY(const std::vector<Consignment> files, consignments(night, batch));
  HandOver hand_over;
  hand_over.may_be_taken = batch.hand_over_begun_at.has_value();
  hand_over.before_done = [&] { return night.store.record_hand_over_begun(batch, now); };
  hand_over.binding = binding_files(files);
  if (night.answered) hand_over.acknowledged = [&] { return night.answered(batch, now); };
  PP_TRYV(night.courier.deliver(batch.id, finished_folder(night, batch), files, hand_over));
  night.enter(Stage::record);
  return night.store.record_dispatched(batch, now);
}

}  // namespace postproof::batches
