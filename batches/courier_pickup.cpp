#include "batches/courier_pickup.hpp"

#include <algorithm>
#include <map>

namespace postproof::batches {

namespace {

constexpr std::size_t most_names = 10'000;
constexpr std::size_t longest_name = 100;
constexpr int most_copies = 1000;  // of one name in done/ or quarantine/
constexpr std::uint64_t most_text_bytes = 16U << 20U;
constexpr std::uint64_t most_signature_bytes = 256U << 10U;
constexpr std::string_view ending = ".ack.json";
constexpr std::string_view signature_ending = ".p7s";

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// A name that can be used as one here.
bool is_safe(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && is_alphanumeric(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

/// One look.
class PickUp {
 public:
  PickUp(RemoteFolder& there, Files& files, const Path& folder) : there_(there), files_(files), folder_(folder) {}

  Result<PickUpReport> run() {
    PP_TRY(std::vector<RemoteEntry> entries, there_.list("", most_names));
    for (RemoteEntry& entry : entries) {
      std::string name = entry.name;
      listing_.emplace(std::move(name), std::move(entry));
    }
    PP_TRYV(files_.make_directories(folder_));
    for (const auto& [name, entry] : listing_) {
      if (!name.ends_with(ending) || name.starts_with('.')) continue;
      PP_TRYV(look_at(entry));
    }
    return report_;
  }

 private:
  Result<void> look_at(const RemoteEntry& entry) {
    if (!is_safe(entry.name) || !entry.regular || entry.bytes.value_or(0) > most_text_bytes) {
      ++report_.refused;
      return success();
    }
    if (is_known(entry)) {
      ++report_.known;
      return success();
    }
    const auto signature = listing_.find(entry.name + std::string(signature_ending));
    if (signature != listing_.end()) {
      PP_TRY(const std::optional<Bytes> content, fetch(signature->second, most_signature_bytes));
      if (!content) return success();
      PP_TRYV(put_signature(signature->first, *content));
    }
    PP_TRY(const std::optional<Bytes> content, fetch(entry, most_text_bytes));
    if (!content) return success();
    PP_TRYV(put_text(entry.name, *content));
    ++report_.fetched;
    return success();
  }

  bool is_same(const Path& here, const RemoteEntry& entry) const {
    const Result<std::uint64_t> size = files_.size(here);
    return size && (!entry.bytes || *entry.bytes == size.value());
  }

  /// One of the same name and size is here, or was taken or put aside.
  bool is_known(const RemoteEntry& entry) const {
    if (files_.exists(folder_ / entry.name)) return true;
    for (const char* place : {"done", "quarantine"}) {
      for (int copy = 1; copy <= most_copies; ++copy) {
        const Path here = folder_ / place / (copy == 1 ? entry.name : entry.name + "." + std::to_string(copy));
        if (!files_.exists(here)) break;
        if (is_same(here, entry)) return true;
      }
    }
    return false;
  }

  /// The content; nothing if it is to be seen again by the next look, or never.
  Result<std::optional<Bytes>> fetch(const RemoteEntry& entry, std::uint64_t most_bytes) {
    Bytes content;
    const Result<void> read = there_.read(
        entry.name, most_bytes, [&](ByteView part) { content.insert(content.end(), part.begin(), part.end()); });
    if (!read) {
      const ErrorKind kind = read.error().kind;
      if (kind != ErrorKind::file_invalid && kind != ErrorKind::not_found && kind != ErrorKind::forbidden) {
        return read.error();
      }
      ++(kind == ErrorKind::file_invalid ? report_.refused : report_.waiting);
      return std::nullopt;
    }
    if (!entry.bytes || *entry.bytes == content.size()) return content;
    ++report_.waiting;  // still being written
    return std::nullopt;
  }

  Path temporary_of(const std::string& name) const { return folder_ / ("." + name + ".part"); }

  /// Without its text a signature that is here means nothing, so it is replaced.
  Result<void> put_signature(const std::string& name, ByteView content) {
    PP_TRYV(files_.write_synced(temporary_of(name), content));
    return files_.rename_over(temporary_of(name), folder_ / name);
  }

  Result<void> put_text(const std::string& name, ByteView content) {
    PP_TRYV(files_.write_synced(temporary_of(name), content));
    const Result<void> renamed = files_.rename_new(temporary_of(name), folder_ / name);
    if (renamed || renamed.error().kind != ErrorKind::state_conflict) return renamed;
    return files_.remove_all(temporary_of(name));  // another process was quicker
  }

  RemoteFolder& there_;
  Files& files_;
  const Path& folder_;
  std::map<std::string, RemoteEntry> listing_;
  PickUpReport report_;
};

}  // namespace

Result<PickUpReport> pick_up_acknowledgements(RemoteFolder& print_house, Files& files, const Path& folder) {
  return PickUp(print_house, files, folder).run();
}

Result<bool> is_acknowledged(NightStore& store, const Files& files, const AckTrust& trust, const Path& folder,
                             const Batch& batch, Instant now) {
  const std::string name = batch.id.str() + std::string(ending);
  const Path file = folder / name;
  if (!files.exists(file)) return false;
  AckPaper paper{name, {}, {}};
  PP_TRY(paper.text, files.read(file, most_text_bytes));
  const Path signature = file.string() + std::string(signature_ending);
  if (files.exists(signature)) {
    PP_TRY(paper.signature, files.read(signature, most_signature_bytes));
  }
  // It is right in all but that its batch is not dispatched yet: not_yet.
  const Result<AckOutcome> outcome = take_acknowledgement(store, trust, paper, now);
  if (outcome) return true;
  const ErrorKind kind = outcome.error().kind;
  if (kind == ErrorKind::file_invalid || kind == ErrorKind::state_conflict) return false;
  return outcome.error();
}

}  // namespace postproof::batches
