#include "batches/render.hpp"

#include <algorithm>

#include "batches/batch_folder.hpp"
#include "batches/before_sealing.hpp"
#include "batches/manifest.hpp"
#include "batches/manifest_signature.hpp"
#include "batches/pressroom.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

/// Templates must be those of sealing, to the byte: otherwise a repetition could not give the same letters.
Result<void> check_templates(const Night& night, const Batch& batch) {
  for (const TemplateDigest& used : batch.templates) {
    const auto& all = night.typesetter.templates();
    const auto found = std::ranges::find(all, used.name, &letters::TemplateUse::name);
    if (found == all.end() || codegen::sha256(found->content) != used.sha256) return changed("template " + used.name);
  }
  return success();
}

/// Puts a file beside the letters into its place; returns what the manifest says of it.
Result<ManifestFile> put_list(Night& night, const Batch& batch, const std::string& name, ByteView content) {
  PP_TRYV(put_in_place(night.files, partial_folder(night, batch) / name, content));
  return ManifestFile{name, codegen::sha256(content), content.size(), 0};
}

/// The same for a list that holds names and addresses: sealed like the letters.
Result<ManifestFile> put_sealed_list(Night& night, const Batch& batch, std::string_view name, Bytes&& plaintext) {
  const std::string sealed_name = std::string(name) + (batch.encryption == "cms" ? ".p7m" : "");
  PP_TRY(const Bytes content, night.sealer.seal(std::move(plaintext)));
  return put_list(night, batch, sealed_name, content);
}

Result<Manifest> manifest_of(Night& night, const Batch& batch, BatchLists&& lists,
                             const std::optional<Digest>& previous) {
  Manifest manifest;
  manifest.batch_id = batch.id;
  manifest.sequence = batch.sequence;
  manifest.previous_manifest = previous;
  manifest.sealed_at = batch.sealed_at;
  manifest.cutoff = batch.cutoff;
  manifest.letters = lists.letters;
  manifest.weight_grams = lists.letters * letter_weight_grams;
  manifest.first_track_number = lists.first_track_number;
  manifest.last_track_number = lists.last_track_number;
  manifest.templates = batch.templates;
  manifest.recipient_certificate = batch.recipient_certificate;
  PP_TRY(const std::vector<BatchFile> files, night.store.files(batch));
  for (const BatchFile& file : files) {
    if (file.letters > 0) manifest.files.push_back(ManifestFile{file.name, file.sha256, file.bytes, file.letters});
  }
  PP_TRY(ManifestFile zip, put_sealed_list(night, batch, posting_zip_name, std::move(lists.posting.zip)));
  manifest.files.push_back(std::move(zip));
  PP_TRY(ManifestFile pdf, put_sealed_list(night, batch, posting_pdf_name, std::move(lists.posting.pdf)));
  manifest.files.push_back(std::move(pdf));
  PP_TRY(ManifestFile index, put_list(night, batch, "index.csv", bytes_of(lists.index_csv)));
  manifest.files.push_back(std::move(index));
  return manifest;
}

/// Lists, manifest, its signature and DONE; the batch is `rendered` from then on. A manifest that is recorded already
/// must come out the same.
Result<void> finish_folder(Night& night, const Batch& batch, BatchLists&& lists, Instant now) {
  const Path folder = partial_folder(night, batch);
  std::optional<Digest> previous = batch.previous_manifest;
  if (!batch.manifest) {
    PP_TRY(previous, night.store.chain_end());
  }
  PP_TRY(const Manifest manifest, manifest_of(night, batch, std::move(lists), previous));
  const std::string document = write_manifest(manifest, night.settings.rules.zone);
  const Digest digest = codegen::sha256(bytes_of(document));
  if (batch.manifest && *batch.manifest != digest) return changed("manifest.json of " + batch.id.str());
  PP_TRYV(put_in_place(night.files, folder / "manifest.json", bytes_of(document)));
  PP_TRYV(keep_manifest_signature(night, folder, bytes_of(document), now));
  PP_TRYV(put_in_place(night.files, folder / "DONE", {}));
  if (batch.manifest) return success();
  return night.store.record_rendered(batch, digest, previous, now);
}

Result<Batch> read_again(Night& night, const Batch& batch) {
  PP_TRY(std::optional<Batch> fresh, night.store.batch(batch.id));
  if (!fresh) return fail(ErrorKind::batch_not_found, "batch " + batch.id.str() + " is gone");
  return std::move(*fresh);
}

Result<void> print(Night& night, const Batch& batch, Instant now) {
  PP_TRYV(check_templates(night, batch));
  PP_TRYV(check_recipient_of(night, batch));
  PP_TRYV(night.files.make_directories(partial_folder(night, batch)));
  night.enter(Stage::render);
  PP_TRY(BatchLists lists, print_batch(night, batch, now));
  night.enter(Stage::lists);
  return finish_folder(night, batch, std::move(lists), now);
}

/// Whether an interrupted run left the folder complete, only not under its name yet.
Result<bool> is_complete(const Night& night, const Batch& batch) {
  if (!batch.manifest || !night.files.exists(partial_folder(night, batch) / "DONE")) return false;
  PP_TRY(const std::vector<std::string> found, differences_in(night, batch, partial_folder(night, batch)));
  return found.empty();
}

}  // namespace

Result<Batch> render_batch(Night& night, const Batch& batch, Instant now) {
  const Path finished = finished_folder(night, batch);
  if (!night.files.exists(finished)) {
    PP_TRY(const bool complete, is_complete(night, batch));
    if (!complete) {
      PP_TRYV(print(night, batch, now));
    }
    PP_TRYV(night.files.sync_directory(partial_folder(night, batch)));
    PP_TRYV(night.files.rename_new(partial_folder(night, batch), finished));
  } else if (!batch.manifest) {
    return changed("the folder " + finished.string());
  }
  return read_again(night, batch);
}

}  // namespace postproof::batches
