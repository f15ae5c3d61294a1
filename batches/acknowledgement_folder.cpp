#include "batches/acknowledgement_folder.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace postproof::batches {

namespace {

constexpr std::size_t most_files = 10'000;
constexpr std::uint64_t most_text_bytes = 16U << 20U;
constexpr std::uint64_t most_signature_bytes = 256U << 10U;
constexpr std::string_view ending = ".ack.json";
constexpr std::string_view signature_ending = ".p7s";
constexpr std::string_view unreadable_alarm = "acknowledgement_unreadable";

bool is_the_files_fault(const Error& error) {
  return error.kind == ErrorKind::file_invalid || error.kind == ErrorKind::state_conflict;
}

Path signature_of(const Path& file) { return file.string() + std::string(signature_ending); }

Result<AckPaper> read_paper(const Files& files, const Path& file) {
  AckPaper paper{file.filename().string(), {}, {}};
  PP_TRY(paper.text, files.read(file, most_text_bytes));
  if (!files.exists(signature_of(file))) return paper;
  PP_TRY(paper.signature, files.read(signature_of(file), most_signature_bytes));
  return paper;
}

/// A path in `folder` for a file of this name: free there, and for the signature too if there is one to go with it.
Result<Path> free_place(const Files& files, const Path& folder, const std::string& name, bool with_signature) {
  for (int copy = 1; copy <= 1000; ++copy) {
    Path target = folder / (copy == 1 ? name : name + "." + std::to_string(copy));
    if (!files.exists(target) && !(with_signature && files.exists(signature_of(target)))) return target;
  }
  return fail(ErrorKind::io_failed, "too many files of one name in " + folder.string());
}

/// Renames, unless another process at work on the same folder has taken the file away.
Result<void> move(Files& files, const Path& from, const Path& to) {
  Result<void> moved = files.rename_new(from, to);
  if (!moved && moved.error().kind == ErrorKind::not_found) return success();
  return moved;
}

/// The signature goes first: a text that was taken needs none if this breaks off in between.
Result<void> move_pair(Files& files, const Path& file, const Path& target) {
  if (files.exists(signature_of(file))) {
    PP_TRYV(move(files, signature_of(file), signature_of(target)));
  }
  return move(files, file, target);
}

Result<void> put_away(Files& files, const Path& file, const Path& folder) {
  PP_TRYV(files.make_directories(folder));
  const bool with_signature = files.exists(signature_of(file));
  PP_TRY(const Path target, free_place(files, folder, file.filename().string(), with_signature));
  return move_pair(files, file, target);
}

Result<void> quarantine(NightStore& store, Files& files, const Path& file, const Path& folder, const Error& why,
                        Instant now) {
  const std::string name = file.filename().string();
  PP_TRYV(files.make_directories(folder));
  const bool with_signature = files.exists(signature_of(file));
  PP_TRY(const Path target, free_place(files, folder, name, with_signature));
  PP_TRYV(files.write_synced(target.string() + ".reason", bytes_of(why.detail + "\n")));
  PP_TRYV(move_pair(files, file, target));
  return store.raise_alarm("acknowledgement_quarantined", name,
                           "The print house sent " + name + ", which cannot be taken: " + why.detail +
                               ". Ask the print house; then 'postproof alarms ack'.",
                           now);
}

/// B20261123-01.ack.json before all B20261123-01-2.ack.json and -3: 0 for a first answer, else the number behind the
/// second hyphen.
int later_number(std::string_view name) {
  const std::size_t first = name.find('-');
  const std::size_t second = first == std::string_view::npos ? first : name.find('-', first + 1);
  int number = 0;
  if (second != std::string_view::npos) std::from_chars(name.data() + second + 1, name.data() + name.size(), number);
  return number;
}

std::vector<std::string> in_order(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return !name.ends_with(ending) || name.starts_with('.'); });
  std::ranges::sort(names, {}, [](const std::string& name) { return std::tuple{later_number(name), name}; });
  return names;
}

/// What the disk gave is taken or put aside; an error is one of the store or of moving files.
Result<AckOutcome> settle_paper(NightStore& store, Files& files, const AckTrust& trust, const Result<AckPaper>& paper,
                                const Path& file, const Path& folder, Instant now) {
  const Result<AckOutcome> outcome =
      paper ? take_acknowledgement(store, trust, paper.value(), now) : Result<AckOutcome>(paper.error());
  if (outcome && outcome.value() == AckOutcome::not_yet) return outcome;
  if (outcome) {
    PP_TRYV(put_away(files, file, folder / "done"));
    return outcome;
  }
  if (!is_the_files_fault(outcome.error())) return outcome;
  PP_TRYV(quarantine(store, files, file, folder / "quarantine", outcome.error(), now));
  return AckOutcome::quarantined;
}

}  // namespace

void AckReport::count(AckOutcome outcome) {
  switch (outcome) {
    case AckOutcome::taken: ++taken; break;
    case AckOutcome::repeated: ++repeated; break;
    case AckOutcome::not_yet: ++not_yet; break;
    case AckOutcome::quarantined: ++quarantined; break;
  }
}

Result<AckOutcome> take_acknowledgement_file(NightStore& store, Files& files, const AckTrust& trust, const Path& file,
                                             const Path& folder, Instant now) {
  const Result<AckPaper> paper = read_paper(files, file);
  if (!paper && !is_the_files_fault(paper.error())) return paper.error();
  return settle_paper(store, files, trust, paper, file, folder, now);
}

Result<AckReport> take_acknowledgements(NightStore& store, Files& files, const AckTrust& trust, const Path& folder,
                                        Instant now) {
  AckReport report;
  if (!files.exists(folder)) return report;
  PP_TRY(const std::vector<std::string> names, files.list(folder, most_files));
  for (const std::string& name : in_order(names)) {
    const Result<AckPaper> paper = read_paper(files, folder / name);
    if (!paper && paper.error().kind == ErrorKind::not_found) continue;  // another process has taken it
    if (!paper && !is_the_files_fault(paper.error())) {
      ++report.unreadable;
      PP_TRYV(store.raise_alarm(unreadable_alarm, name,
                                "The acknowledgement " + name + " cannot be read: " + paper.error().detail +
                                    ". Set it right; the next look takes it.",
                                now));
      continue;
    }
    PP_TRY(const AckOutcome outcome, settle_paper(store, files, trust, paper, folder / name, folder, now));
    PP_TRYV(store.close_alarm(unreadable_alarm, name, now));
    report.count(outcome);
  }
  return report;
}

}  // namespace postproof::batches
