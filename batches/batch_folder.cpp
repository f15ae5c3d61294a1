#include "batches/batch_folder.hpp"

#include "batches/manifest.hpp"
#include "batches/manifest_signature.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

Result<std::vector<Consignment>> consignments_in(const Night& night, const Batch& batch, const Path& folder) {
  if (!batch.manifest) return fail(ErrorKind::state_conflict, "batch " + batch.id.str() + " is not rendered yet");
  const Path path = folder / "manifest.json";
  PP_TRY(const Bytes document, night.files.read(path, most_batch_file_bytes));
  if (codegen::sha256(document) != *batch.manifest) return changed(path.string());
  PP_TRY(const Manifest manifest, read_manifest(text_of(document)));
  std::vector<Consignment> files;
  for (const ManifestFile& file : manifest.files) files.push_back(Consignment{file.name, file.sha256});
  PP_TRY(std::optional<Consignment> signature, signature_consignment(night, folder));
  if (signature) files.push_back(std::move(*signature));
  files.push_back(Consignment{"manifest.json", *batch.manifest});
  return files;
}

}  // namespace

Path partial_folder(const Night& night, const Batch& batch) {
  return night.settings.outbox / ("." + batch.id.str() + ".partial");
}

Path finished_folder(const Night& night, const Batch& batch) { return night.settings.outbox / batch.id.str(); }

Error changed(const std::string& what) {
  return error(ErrorKind::data_corrupt,
               what + " differs from what the batch was sealed or rendered with; nothing was handed over");
}

Result<bool> lies_there(const Files& files, const Path& path, const Digest& sha256) {
  if (!files.exists(path)) return false;
  PP_TRY(const Bytes content, files.read(path, most_batch_file_bytes));
  return codegen::sha256(content) == sha256;
}

Result<void> put_in_place(Files& files, const Path& path, ByteView content) {
  const Path temporary = path.parent_path() / ("." + path.filename().string() + ".tmp");
  PP_TRYV(files.write_synced(temporary, content));
  return files.rename_over(temporary, path);
}

Result<void> remove_batch_folder(Files& files, const Path& outbox, const BatchId& batch) {
  const Path folder = outbox / batch.str();
  const Path leaving = outbox / ("." + batch.str() + ".removed");
  if (files.exists(folder)) {
    PP_TRYV(files.remove_all(leaving));
    PP_TRYV(files.rename_new(folder, leaving));
  }
  return files.remove_all(leaving);
}

Result<std::vector<Consignment>> consignments(const Night& night, const Batch& batch) {
  return consignments_in(night, batch, finished_folder(night, batch));
}

Result<std::vector<std::string>> differences_in(const Night& night, const Batch& batch, const Path& folder) {
  std::vector<std::string> found;
  if (batch.files_removed_at) return std::vector<std::string>{"the local files were removed, their term being over"};
  const Result<std::vector<Consignment>> files = consignments_in(night, batch, folder);
  if (!files) return std::vector<std::string>{files.error().detail};
  for (const Consignment& file : files.value()) {
    const Result<bool> same = lies_there(night.files, folder / file.name, file.sha256);
    if (!same || !same.value()) found.push_back(file.name + " is missing or differs from the manifest");
  }
  if (!night.files.exists(folder / "DONE")) found.emplace_back("DONE is missing");
  return found;
}

Result<std::vector<std::string>> differences(const Night& night, const Batch& batch) {
  return differences_in(night, batch, finished_folder(night, batch));
}

}  // namespace postproof::batches
