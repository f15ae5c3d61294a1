#include "postsim/print_house.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "postsim/digest.hpp"
#include "postsim/letter_life.hpp"
#include "postsim/letters_file.hpp"
#include "postsim/sheet.hpp"

namespace postproof::postsim {

namespace {

constexpr std::size_t most_batches = 100'000;
constexpr std::size_t most_files = 10'000;
constexpr std::uint64_t most_manifest_bytes = 4U << 20U;

Error invalid(std::string what) { return fail(ErrorKind::file_invalid, std::move(what)); }

std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

}  // namespace

PrintHouse::PrintHouse(Files& files, const Clock& clock, PrintHousePlaces places, std::string attempt)
    : files_(files),
      clock_(clock),
      places_(std::move(places)),
      attempt_(std::move(attempt)),
      ledger_(files, places_.own),
      desk_(files, places_.acks, places_.own / "acknowledged", {places_.key, places_.certificate}) {}

Result<PrintHouse::Looked> PrintHouse::look(bool asked) {
  Looked looked;
  if (!files_.exists(places_.in)) return looked;
  PP_TRYV(ledger_.refresh());
  PP_TRY(faults_, load_faults(files_, places_.own / "faults.json"));
  PP_TRY(const std::vector<std::string> names, files_.list(places_.in, most_batches));
  for (const std::string& name : names) {
    const bool complete = is_batch_id(name) && files_.exists(places_.in / name / "DONE");
    if (!complete || faults_.hits("skip", name)) continue;
    auto line = attend(name, asked);
    if (!line) ++looked.troubled;
    std::string text = line ? std::move(line.value()) : name + ": " + line.error().detail;
    if (!text.empty() && std::exchange(said_[name], text) != text) looked.lines.push_back(std::move(text));
  }
  return looked;
}

Result<std::string> PrintHouse::attend(const std::string& batch_id, bool asked) {
  PP_TRY(const Bytes manifest_bytes, files_.read(places_.in / batch_id / "manifest.json", most_manifest_bytes));
  const std::string sha256 = sha256_hex(manifest_bytes);
  const PrintedBatch* printed = ledger_.batch(batch_id);
  if (printed != nullptr && printed->manifest_sha256 == sha256) {
    PP_TRY(std::string text, ledger_.acknowledgement(batch_id));
    return give(batch_id, std::move(text), asked, batch_id + ": acknowledged again, printed before");
  }
  const auto manifest = parse_manifest(text_of(manifest_bytes), batch_id);
  if (!manifest) return refuse(batch_id, manifest_bytes, manifest.error(), asked);
  const auto sealed = check_seals(manifest.value(), manifest_bytes);
  if (!sealed && sealed.error().kind != ErrorKind::file_invalid) return sealed.error();
  if (!sealed && manifest.value().withdrawn)
    return batch_id + ": withdrawn by nobody we know: " + sealed.error().detail;
  if (!sealed) return refuse(batch_id, manifest_bytes, sealed.error(), asked);
  if (manifest.value().withdrawn) return batch_id + ": withdrawn, nothing to print";
  if (printed != nullptr) {
    return refuse(batch_id, manifest_bytes, invalid("manifest.json: the batch was printed with another one"), asked);
  }
  PP_TRY(const Path refusal, refusal_of(batch_id, sha256));
  if (files_.exists(refusal)) return refuse(batch_id, manifest_bytes, invalid("refused before"), asked);
  auto line = print(manifest.value(), sha256, asked);
  if (!line && line.error().kind == ErrorKind::file_invalid) {
    return refuse(batch_id, manifest_bytes, line.error(), asked);
  }
  return line;
}

Result<std::string> PrintHouse::give(const std::string& batch_id, std::string text, bool asked, std::string line) {
  PP_TRY(std::string hand_over, hand_over_of(batch_id));
  AckOrder order{batch_id, std::move(text), std::move(hand_over), "", asked};
  const auto here = ledger_.batches().lower_bound(batch_id);
  if (here != ledger_.batches().begin()) {
    PP_TRY(order.text_of_previous, ledger_.acknowledgement(std::prev(here)->first));
  }
  PP_TRY(const bool given, desk_.give(order, faults_));
  return given ? std::move(line) : std::string();
}

/// The instant at which this hand-over was completed, to the file system's precision.
Result<std::string> PrintHouse::hand_over_of(const std::string& batch_id) const {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(places_.in / batch_id / "DONE", error);
  if (error) return fail(ErrorKind::io_failed, batch_id + "/DONE: " + error.message());
  return std::to_string(written.time_since_epoch().count());
}

/// Where the answer to a bad batch is kept, one for each manifest and hand-over.
Result<Path> PrintHouse::refusal_of(const std::string& batch_id, const std::string& manifest_sha256) const {
  PP_TRY(const std::string hand_over, hand_over_of(batch_id));
  return places_.own / "refused" / fmt::format("{}-{}-{}.json", batch_id, manifest_sha256.substr(0, 16), hand_over);
}

/// Answers `rejected`, and once more with the same bytes if asked again about the same hand-over.
Result<std::string> PrintHouse::refuse(const std::string& batch_id, ByteView manifest, const Error& reason,
                                       bool asked) {
  const std::string sha256 = sha256_hex(manifest);
  PP_TRY(const Path refusal, refusal_of(batch_id, sha256));
  std::string text;
  if (files_.exists(refusal)) {
    PP_TRY(const Bytes bytes, files_.read(refusal, most_manifest_bytes));
    text = text_of(bytes);
  } else {
    text = acknowledgement_text({batch_id, sha256, "rejected", clock_.now(), letters_named(text_of(manifest)), {}});
    PP_TRYV(files_.make_directories(refusal.parent_path()));
    PP_TRYV(files_.write_synced(refusal, bytes_of(text)));
  }
  return give(batch_id, std::move(text), asked, fmt::format("{}: rejected: {}", batch_id, reason.detail));
}

Result<std::string> PrintHouse::print(const Manifest& manifest, const std::string& manifest_sha256, bool asked) {
  PP_TRYV(check_folder(manifest));
  PrintedBatch batch;
  batch.batch_id = manifest.batch_id;
  batch.manifest_sha256 = manifest_sha256;
  batch.printed_at = clock_.now();
  PP_TRY(const Path begun, ledger_.begin(manifest.batch_id, attempt_));
  const auto printed = print_letters(manifest, begun, batch);
  if (!printed) {
    PP_TRYV(files_.remove_all(begun));
    return printed.error();
  }
  std::string text =
      acknowledgement_text({batch.batch_id, manifest_sha256, batch.spoilt.empty() ? "accepted" : "partial",
                            batch.printed_at, manifest.letters, batch.spoilt});
  std::string line =
      fmt::format("{}: printed {} letters, spoilt {}", batch.batch_id, batch.letters.size(), batch.spoilt.size());
  const auto added = ledger_.add(std::move(batch), text, begun);
  if (!added) {
    PP_TRYV(files_.remove_all(begun));
    if (added.error().kind == ErrorKind::state_conflict) return std::string();  // another process printed it
    return added.error();
  }
  return give(manifest.batch_id, std::move(text), asked, std::move(line));
}

/// Nothing but what the manifest names, its signature and DONE may lie in the folder, and all of it must.
Result<void> PrintHouse::check_folder(const Manifest& manifest) const {
  std::set<std::string> expected{"manifest.json", "manifest.json.p7s", "DONE"};
  for (const ManifestFile& file : manifest.files) expected.insert(file.name);
  PP_TRY(const std::vector<std::string> names, files_.list(places_.in / manifest.batch_id, most_files));
  for (const std::string& name : names) {
    if (!expected.contains(name)) return invalid("the folder holds a file that the manifest does not name");
  }
  for (const ManifestFile& file : manifest.files) {
    if (std::find(names.begin(), names.end(), file.name) == names.end()) return invalid(file.name + ": missing");
  }
  return success();
}

Result<void> PrintHouse::check_seals(const Manifest& manifest, ByteView text) const {
  PP_TRYV(check_manifest_signature(files_, seals(), places_.in / manifest.batch_id, text));
  if (manifest.withdrawn) return success();
  return check_recipient(files_, seals(), manifest);
}

Result<Bytes> PrintHouse::read_named(const std::string& batch_id, const ManifestFile& file) const {
  PP_TRY(Bytes bytes, files_.read(places_.in / batch_id / file.name, most_letters_bytes));
  if (static_cast<std::int64_t>(bytes.size()) != file.bytes) return invalid(file.name + ": not the size named");
  if (sha256_hex(bytes) != file.sha256) return invalid(file.name + ": not the hash named");
  return bytes;
}

/// Verifies all files, then prints those with letters into `begun`.
Result<void> PrintHouse::print_letters(const Manifest& manifest, const Path& begun, PrintedBatch& batch) {
  std::vector<IndexRow> rows;
  for (const ManifestFile& file : manifest.files) {
    if (file.holds_letters()) continue;
    PP_TRY(Bytes bytes, read_named(manifest.batch_id, file));
    PP_TRY(bytes, open_list(files_, seals(), file, std::move(bytes)));
    if (file.name == "index.csv") {
      PP_TRY(rows, parse_index(text_of(bytes)));
    }
  }
  PP_TRYV(match_index(manifest, rows));
  for (const IndexRow& row : rows) {
    if (ledger_.knows(row.track_number)) return invalid("index.csv: " + row.track_number + " was printed before");
  }
  std::span<const IndexRow> left = rows;
  for (const ManifestFile& file : manifest.files) {
    if (!file.holds_letters()) continue;
    const auto count = static_cast<std::size_t>(file.letters);
    PP_TRYV(print_file(file, left.first(count), begun, batch));
    left = left.subspan(count);
  }
  return success();
}

Result<void> PrintHouse::print_file(const ManifestFile& file, std::span<const IndexRow> rows, const Path& begun,
                                    PrintedBatch& batch) {
  PP_TRY(Bytes bytes, read_named(batch.batch_id, file));
  PP_TRYV(files_.write_synced(begun / file.name, bytes));
  auto opened = open_letters(files_, std::move(bytes), file.name, places_.key);
  if (!opened && opened.error().kind == ErrorKind::file_invalid)
    return invalid(file.name + ": " + opened.error().detail);
  PP_TRY(const PdfPages pages, std::move(opened));
  if (pages.count() != file.letters) {
    return invalid(fmt::format("{}: {} pages for {} letters", file.name, pages.count(), file.letters));
  }
  for (const IndexRow& row : rows) {
    PP_TRYV(print_letter(row, pages, batch));
  }
  return success();
}

Result<void> PrintHouse::print_letter(const IndexRow& row, const PdfPages& pages, PrintedBatch& batch) const {
  const auto unreadable = [&row](std::string_view what) {
    return invalid(fmt::format("{}: page {}: {}", row.file, row.page, what));
  };
  const auto words = pages.words(row.page, PdfPages::Fonts::without);
  if (!words) return unreadable(words.error().detail);
  const auto addressee = read_addressee(words.value());
  if (!addressee) return unreadable(addressee.error().detail);
  if (addressee.value().track_number != row.track_number) return unreadable("another track number than in index.csv");
  if (addressee.value().index != row.index) return unreadable("another postal index than in index.csv");
  std::string surname = first_word(addressee.value().recipient);
  if (life_of(surname) == Life::spoilt || faults_.hits("partial_ack", row.track_number)) {
    batch.spoilt.push_back({row.track_number, "spoilt in print"});
  } else {
    batch.letters.push_back({row.track_number, row.file, row.page, row.index, std::move(surname), 1});
  }
  return success();
}

}  // namespace postproof::postsim
