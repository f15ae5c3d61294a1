#include "batches/render.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "batches/file_press.hpp"
#include "batches/index_csv.hpp"
#include "batches/manifest.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

constexpr std::uint64_t most_file_bytes = 1ULL << 32U;

Path partial_folder(const Night& night, const Batch& batch) {
  return night.settings.outbox / ("." + batch.id.str() + ".partial");
}
Path final_folder(const Night& night, const Batch& batch) { return night.settings.outbox / batch.id.str(); }

Error changed(const std::string& what) {
  return error(ErrorKind::data_corrupt,
               what + " differs from what the batch was sealed or rendered with; nothing was handed over");
}

/// Templates must be those of sealing, to the byte: otherwise a repetition could not give the same letters.
Result<void> check_templates(const Night& night, const Batch& batch) {
  for (const TemplateDigest& used : batch.templates) {
    const auto& all = night.typesetter.templates();
    const auto found = std::ranges::find(all, used.name, &letters::TemplateUse::name);
    if (found == all.end() || codegen::sha256(found->content) != used.sha256) return changed("template " + used.name);
  }
  return success();
}

/// Whether a file with this content lies there. A file that cannot be read is an error, not another content.
Result<bool> lies_there(const Files& files, const Path& path, const Digest& sha256) {
  if (!files.exists(path)) return false;
  PP_TRY(const Bytes content, files.read(path, most_file_bytes));
  return codegen::sha256(content) == sha256;
}

Result<void> put(Files& files, const Path& path, ByteView content) {
  const Path temporary = path.parent_path() / ("." + path.filename().string() + ".tmp");
  PP_TRYV(files.write_synced(temporary, content));
  return files.rename_over(temporary, path);
}

/// Renders the files of one batch with a fixed number of workers, each with a document of its own.
class Pressroom {
 public:
  Pressroom(Night& night, const Batch& batch, const Secret& seed, Instant now)
      : night_(night), batch_(batch), seed_(seed), now_(now), folder_(partial_folder(night, batch)) {}

  Result<void> run() {
    PP_TRY(const std::vector<BatchFile> recorded, night_.store.files(batch_));
    for (const BatchFile& file : recorded) recorded_.emplace(file.file_no, file);
    const int workers = std::clamp(night_.settings.workers, 1, file_count(batch_));
    {
      std::vector<std::jthread> pool;
      for (int i = 1; i < workers; ++i) pool.emplace_back([this] { work(); });
      work();
    }
    if (failure_) return *failure_;
    return success();
  }

 private:
  void work() {
    Result<CodePress> press = CodePress::of(batch_, night_.keys, seed_);
    if (!press) return fail_with(press.error());
    while (!stop_) {
      const int file_no = next_++;
      if (file_no > file_count(batch_)) return;
      const Result<void> made = make_file(press.value(), file_no);
      if (!made) return fail_with(made.error());
    }
  }

  void fail_with(const Error& error) {
    const std::lock_guard guard(mutex_);
    if (!failure_) failure_ = error;
    stop_ = true;
  }

  Result<void> make_file(CodePress& press, int file_no) {
    const std::int64_t first = std::int64_t{file_no - 1} * batch_.letters_per_file + 1;
    const std::int64_t last = std::min(first + batch_.letters_per_file - 1, batch_.members);
    const auto known = recorded_.find(file_no);
    const Path path = folder_ / letters_file_name(batch_, file_no);
    bool there = false;
    if (known != recorded_.end()) {
      PP_TRY(there, is_there(known->second, path));
    }
    if (!there) {
      PP_TRYV(print(press, file_no, first, last, path));
    }
    report(last - first + 1);
    return success();
  }

  Result<bool> is_there(const BatchFile& file, const Path& path) const {
    if (file.letters == 0) return true;
    return lies_there(night_.files, path, file.sha256);
  }

  Result<void> print(CodePress& press, int file_no, std::int64_t first, std::int64_t last, const Path& path) {
    PP_TRY(const std::vector<Member> members, night_.store.members(batch_, first, last));
    PP_TRY(PrintedFile printed, print_file(night_.typesetter, press, batch_, members));
    const BatchFile file{file_no,
                         letters_file_name(batch_, file_no),
                         codegen::sha256(printed.plaintext),
                         printed.plaintext.size(),
                         printed.letters,
                         printed.plain_mac};
    const Result<void> kept = keep(file, printed, path);
    wipe(printed.plaintext);
    return kept;
  }

  /// The file is on the disk before the store knows of it; a file the store knows is never recorded again.
  Result<void> keep(const BatchFile& file, const PrintedFile& printed, const Path& path) {
    const auto known = recorded_.find(file.file_no);
    if (known != recorded_.end() && known->second != file) return changed(file.name);
    if (printed.letters > 0) {
      PP_TRYV(put(night_.files, path, printed.plaintext));
    }
    if (known != recorded_.end()) return success();
    return night_.store.record_file(batch_, file, printed.digests, printed.refusals, now_);
  }

  void report(std::int64_t members) {
    const std::lock_guard guard(mutex_);
    done_ += members;
    if (night_.progress) night_.progress(batch_, done_, batch_.members);
  }

  Night& night_;
  const Batch& batch_;
  const Secret& seed_;
  Instant now_;
  Path folder_;
  std::map<int, BatchFile> recorded_;  // read only once the workers run
  std::atomic<int> next_{1};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::optional<Error> failure_;
  std::int64_t done_ = 0;
};

Result<std::vector<IndexRow>> index_rows(Night& night, const Batch& batch) {
  std::vector<IndexRow> rows;
  for (int file_no = 1; file_no <= file_count(batch); ++file_no) {
    const std::int64_t first = std::int64_t{file_no - 1} * batch.letters_per_file + 1;
    PP_TRY(const std::vector<Member> members, night.store.members(batch, first, first + batch.letters_per_file - 1));
    int page = 0;
    for (const Member& member : members) {
      if (member.rejected) continue;
      rows.push_back(IndexRow{static_cast<std::int64_t>(rows.size()) + 1, letters_file_name(batch, file_no), ++page,
                              member.track_number.str(), member.address.index.str()});
    }
  }
  return rows;
}

Result<Manifest> manifest_of(Night& night, const Batch& batch, const std::vector<IndexRow>& rows,
                             std::string_view index_csv) {
  Manifest manifest;
  manifest.batch_id = batch.id;
  manifest.sequence = batch.sequence;
  manifest.previous_manifest = batch.previous_manifest;
  manifest.sealed_at = batch.sealed_at;
  manifest.cutoff = batch.cutoff;
  manifest.letters = static_cast<std::int64_t>(rows.size());
  manifest.weight_grams = manifest.letters * letter_weight_grams;
  if (!rows.empty()) {
    manifest.first_track_number = rows.front().track_number;
    manifest.last_track_number = rows.back().track_number;
  }
  manifest.templates = batch.templates;
  PP_TRY(const std::vector<BatchFile> files, night.store.files(batch));
  for (const BatchFile& file : files) {
    if (file.letters > 0) manifest.files.push_back(ManifestFile{file.name, file.sha256, file.bytes, file.letters});
  }
  manifest.files.push_back(ManifestFile{"index.csv", codegen::sha256(bytes_of(index_csv)), index_csv.size(), 0});
  return manifest;
}

/// Index, manifest and DONE; returns the manifest's digest.
Result<Digest> finish_folder(Night& night, const Batch& batch) {
  const Path folder = partial_folder(night, batch);
  PP_TRY(const std::vector<IndexRow> rows, index_rows(night, batch));
  const std::string index_csv = write_index_csv(rows);
  PP_TRYV(put(night.files, folder / "index.csv", bytes_of(index_csv)));
  PP_TRY(const Manifest manifest, manifest_of(night, batch, rows, index_csv));
  const std::string document = write_manifest(manifest, night.settings.rules.zone);
  const Digest digest = codegen::sha256(bytes_of(document));
  if (batch.manifest && *batch.manifest != digest) return changed("manifest.json");
  PP_TRYV(put(night.files, folder / "manifest.json", bytes_of(document)));
  PP_TRYV(put(night.files, folder / "DONE", {}));
  return digest;
}

Result<Batch> read_again(Night& night, const Batch& batch) {
  PP_TRY(std::optional<Batch> fresh, night.store.batch(batch.id));
  if (!fresh) return fail(ErrorKind::batch_not_found, "batch " + batch.id.str() + " is gone");
  return std::move(*fresh);
}

}  // namespace

Result<Batch> render_batch(Night& night, const Batch& batch, Instant now) {
  const Path finished = final_folder(night, batch);
  if (batch.manifest) {
    PP_TRY(const bool done, lies_there(night.files, finished / "manifest.json", *batch.manifest));
    if (done) return batch;
  }
  if (night.files.exists(finished)) return changed("the folder " + finished.string());
  PP_TRYV(check_templates(night, batch));
  const Path folder = partial_folder(night, batch);
  PP_TRYV(night.files.make_directories(folder));
  PP_TRY(const Secret seed, night.store.nonce_seed(batch));
  PP_TRYV(Pressroom(night, batch, seed, now).run());
  PP_TRY(const Digest manifest, finish_folder(night, batch));
  if (batch.state == BatchState::sealed) {
    PP_TRYV(night.store.record_rendered(batch, manifest, now));
  }
  PP_TRYV(night.files.sync_directory(folder));
  PP_TRYV(night.files.rename_new(folder, finished));
  return read_again(night, batch);
}

Result<std::vector<Consignment>> consignments(Night& night, const Batch& batch) {
  if (!batch.manifest) return fail(ErrorKind::state_conflict, "batch " + batch.id.str() + " is not rendered yet");
  const Path path = final_folder(night, batch) / "manifest.json";
  PP_TRY(const Bytes document, night.files.read(path, most_file_bytes));
  if (codegen::sha256(document) != *batch.manifest) return changed(path.string());
  PP_TRY(const Manifest manifest, read_manifest(text_of(document)));
  std::vector<Consignment> files;
  for (const ManifestFile& file : manifest.files) files.push_back(Consignment{file.name, file.sha256});
  files.push_back(Consignment{"manifest.json", *batch.manifest});
  return files;
}

Result<std::vector<std::string>> differences(Night& night, const Batch& batch) {
  std::vector<std::string> found;
  const Path folder = final_folder(night, batch);
  const Result<std::vector<Consignment>> files = consignments(night, batch);
  if (!files) return std::vector<std::string>{files.error().detail};
  for (const Consignment& file : files.value()) {
    const Result<bool> same = lies_there(night.files, folder / file.name, file.sha256);
    if (!same || !same.value()) {
      found.push_back(file.name + " is missing or differs from the manifest");
    }
  }
  if (!night.files.exists(folder / "DONE")) found.emplace_back("DONE is missing");
  return found;
}

}  // namespace postproof::batches
