#include "batches/acknowledgement.hpp"

#include <algorithm>
#include <set>

#include "batches/manifest.hpp"
#include "codegen/sha256.hpp"
#include "core/strict_json.hpp"

namespace postproof::batches {

namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = 16U << 20U;
constexpr std::size_t most_reason_bytes = 500;

Error not_one(const std::string& why) { return error(ErrorKind::file_invalid, "not an acknowledgement: " + why); }
Error foreign(const std::string& why) { return error(ErrorKind::state_conflict, why); }

Result<std::string> text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return not_one("\"" + std::string(name) + "\" is no text");
  return std::string(value->get_string());
}

Result<Digest> digest_in(const json::object& object, std::string_view name) {
  PP_TRY(const std::string text, text_in(object, name));
  Bytes bytes;
  Digest digest{};
  if (!from_hex(text, bytes) || bytes.size() != digest.size())
    return not_one("\"" + std::string(name) + "\" is no SHA-256");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<std::vector<Refusal>> refusals_in(const json::object& object) {
  std::vector<Refusal> refusals;
  const json::value* list = object.if_contains("rejected");
  if (list == nullptr || !list->is_array()) return not_one("\"rejected\" is no list");
  std::set<std::string> seen;
  for (const json::value& item : list->get_array()) {
    if (!item.is_object() || item.get_object().size() != 2) return not_one("an item of \"rejected\" has other fields");
    PP_TRY(std::string number, text_in(item.get_object(), "track_number"));
    PP_TRY(std::string reason, text_in(item.get_object(), "reason"));
    if (!seen.insert(number).second) return not_one("a track number stands twice in \"rejected\"");
    if (reason.size() > most_reason_bytes) return not_one("a reason is longer than 500 bytes");
    refusals.push_back(Refusal{TrackNumber{std::move(number)}, std::move(reason)});
  }
  return refusals;
}

Result<void> check_shape(const json::object& object) {
  static constexpr std::string_view fields[] = {"batch_id",    "manifest_sha256", "state",
                                                "received_at", "letters",         "rejected"};
  for (const auto& member : object) {
    if (std::ranges::find(fields, std::string_view(member.key())) == std::ranges::end(fields)) {
      return not_one("it has a field \"" + std::string(member.key()).substr(0, 40) + "\"");
    }
  }
  return success();
}

}  // namespace

Result<Acknowledgement> read_acknowledgement(std::string_view text) {
  auto parsed = parse_strict_json(text, JsonLimits{most_bytes, 4});
  if (!parsed) return not_one(parsed.error().detail);
  const json::object* object = parsed.value().if_object();
  if (object == nullptr) return not_one("it is no object");
  PP_TRYV(check_shape(*object));
  Acknowledgement ack;
  PP_TRY(std::string batch_id, text_in(*object, "batch_id"));
  ack.batch_id = BatchId{std::move(batch_id)};
  PP_TRY(ack.manifest, digest_in(*object, "manifest_sha256"));
  PP_TRY(ack.state, text_in(*object, "state"));
  PP_TRY(const std::string received_at, text_in(*object, "received_at"));
  const auto instant = parse_instant(received_at);
  if (!instant) return not_one("\"received_at\" is no instant");
  ack.received_at = *instant;
  const json::value* letters = object->if_contains("letters");
  if (letters == nullptr || !letters->is_int64() || letters->get_int64() < 0)
    return not_one("\"letters\" is no number");
  ack.letters = letters->get_int64();
  PP_TRY(ack.rejected, refusals_in(*object));
  const bool known =
      ack.state == "accepted" || ack.state == "rejected" || ack.state == "partial" || ack.state == "spoilt";
  if (!known) return not_one("\"state\" is none of accepted, rejected, partial, spoilt");
  const bool lists = ack.state == "partial" || ack.state == "spoilt";
  if (lists && ack.rejected.empty()) return not_one("a " + ack.state + " one lists no letters");
  if (ack.state == "accepted" && !ack.rejected.empty()) return not_one("an accepted one lists rejected letters");
  return ack;
}

namespace {

/// Everything that must fit before anything is written.
Result<void> check_against(NightStore& store, const Batch& batch, const Acknowledgement& ack) {
  if (!batch.manifest || *batch.manifest != ack.manifest)
    return foreign("it names another manifest than this batch has");
  std::int64_t printed = 0;
  PP_TRY(const std::vector<BatchFile> files, store.files(batch));
  for (const BatchFile& file : files) printed += file.letters;
  if (ack.letters != printed) {
    return foreign("it counts " + std::to_string(ack.letters) + " letters, the manifest " + std::to_string(printed));
  }
  std::vector<TrackNumber> numbers;
  for (const Refusal& refusal : ack.rejected) numbers.push_back(refusal.track_number);
  PP_TRY(const std::vector<Member> members, store.members_of(batch, numbers));
  if (members.size() != numbers.size()) return foreign("it rejects a track number that is not in this batch");
  // What is rejected before any answer could not be printed: it is in no file and no index.
  const bool unprinted = std::ranges::any_of(members, &Member::rejected);
  if (batch.state == BatchState::dispatched && unprinted) return foreign("it rejects a letter that was never printed");
  return success();
}

/// "-2", "-3" ... without leading zeros, at most six digits.
bool is_later_number(std::string_view tail) {
  constexpr std::size_t most_digits = 6;
  const std::string_view digits = tail.substr(1);
  if (tail.front() != '-' || digits.empty() || digits.size() > most_digits || digits == "1") return false;
  return digits.front() != '0' && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

/// <batch_id>.ack.json for the first answer; <batch_id>-2.ack.json, -3 ... for what was spoilt later.
Result<void> check_name(std::string_view name, const Acknowledgement& ack) {
  static constexpr std::string_view ending = ".ack.json";
  const std::string& id = ack.batch_id.str();
  if (!name.starts_with(id) || !name.ends_with(ending) || name.size() < id.size() + ending.size()) {
    return foreign("its name is not that of its batch");
  }
  const std::string_view tail = name.substr(id.size(), name.size() - id.size() - ending.size());
  if (!tail.empty() && !is_later_number(tail)) return foreign("its name is not that of its batch");
  if (tail.empty() == (ack.state == "spoilt")) return foreign("its name does not go with its state");
  return success();
}

/// What follows the transaction of an answer; safe to repeat, so that a run that broke off before it loses nothing.
Result<void> settle(NightStore& store, const Batch& batch, Instant now) {
  PP_TRYV(store.close_alarm("acknowledgement_missing", batch.id.str(), now));
  return store.empty_log();
}

Result<AckOutcome> apply(NightStore& store, const Batch& batch, const Acknowledgement& ack,
                         const TakenAcknowledgement& taken, Instant now) {
  if (ack.state == "spoilt") {
    if (batch.state != BatchState::acknowledged && batch.state != BatchState::closed) {
      return foreign("letters are said to be spoilt before the batch was acknowledged");
    }
    PP_TRYV(store.record_spoilt(batch, taken, ack.rejected, now));
    return AckOutcome::taken;
  }
  if (batch.state == BatchState::rendered) return AckOutcome::not_yet;
  if (batch.state != BatchState::dispatched) {
    return foreign("batch " + batch.id.str() + " is " + std::string(name_of(batch.state)) +
                   ", not waiting for an answer");
  }
  if (ack.state == "rejected") {
    PP_TRYV(store.record_rejected(batch, taken, "rejected by the print house", "print house", now));
  } else {
    PP_TRYV(store.record_acknowledged(batch, taken, ack.rejected, now));
  }
  PP_TRYV(settle(store, batch, now));
  return AckOutcome::taken;
}

}  // namespace

Result<AckOutcome> take_acknowledgement(NightStore& store, const std::string& name, std::string_view text,
                                        Instant now) {
  PP_TRY(const Acknowledgement ack, read_acknowledgement(text));
  PP_TRYV(check_name(name, ack));
  PP_TRY(const std::optional<Batch> batch, store.batch(ack.batch_id));
  if (!batch) return foreign("there is no batch " + ack.batch_id.str().substr(0, 40));
  const TakenAcknowledgement taken{codegen::sha256(bytes_of(text)), name, ack.state};
  PP_TRY(const std::optional<TakenAcknowledgement> before, store.taken_acknowledgement(*batch, taken.sha256));
  if (before) {
    PP_TRYV(settle(store, *batch, now));
    return AckOutcome::repeated;
  }
  PP_TRYV(check_against(store, *batch, ack));
  return apply(store, *batch, ack, taken, now);
}

namespace {

constexpr std::size_t most_files = 10'000;

bool is_the_files_fault(const Error& error) {
  return error.kind == ErrorKind::file_invalid || error.kind == ErrorKind::state_conflict;
}

/// A path in `folder` for a file of this name that is free there.
Result<Path> free_place(const Files& files, const Path& folder, const std::string& name) {
  for (int copy = 1; copy <= 1000; ++copy) {
    Path target = folder / (copy == 1 ? name : name + "." + std::to_string(copy));
    if (!files.exists(target)) return target;
  }
  return fail(ErrorKind::io_failed, "too many files of one name in " + folder.string());
}

Result<void> move_into(Files& files, const Path& file, const Path& folder) {
  PP_TRYV(files.make_directories(folder));
  PP_TRY(const Path target, free_place(files, folder, file.filename().string()));
  return files.rename_new(file, target);
}

Result<void> quarantine(NightStore& store, Files& files, const Path& file, const Path& folder, const Error& why,
                        Instant now) {
  const Path aside = folder / "quarantine";
  const std::string name = file.filename().string();
  PP_TRYV(files.make_directories(aside));
  PP_TRY(const Path target, free_place(files, aside, name));
  PP_TRYV(files.write_synced(target.string() + ".reason", bytes_of(why.detail + "\n")));
  PP_TRYV(files.rename_new(file, target));
  return store.raise_alarm("acknowledgement_quarantined", name,
                           "The print house sent " + name + ", which cannot be taken: " + why.detail +
                               ". Ask the print house; then 'postproof alarms ack'.",
                           now);
}

}  // namespace

Result<AckOutcome> take_acknowledgement_file(NightStore& store, Files& files, const Path& file, const Path& folder,
                                             Instant now) {
  auto content = files.read(file, most_bytes);
  Result<AckOutcome> outcome =
      content ? take_acknowledgement(store, file.filename().string(), text_of(content.value()), now)
              : Result<AckOutcome>(content.error());
  if (outcome && outcome.value() == AckOutcome::not_yet) return outcome;
  if (outcome) {
    PP_TRYV(move_into(files, file, folder / "done"));
    return outcome;
  }
  if (!is_the_files_fault(outcome.error())) return outcome;
  PP_TRYV(quarantine(store, files, file, folder, outcome.error(), now));
  return outcome;
}

Result<AckReport> take_acknowledgements(NightStore& store, Files& files, const Path& folder, Instant now) {
  AckReport report;
  if (!files.exists(folder)) return report;
  PP_TRY(const std::vector<std::string> names, files.list(folder, most_files));
  for (const std::string& name : names) {
    if (!name.ends_with(".ack.json") || name.starts_with('.')) continue;
    const Result<AckOutcome> outcome = take_acknowledgement_file(store, files, folder / name, folder, now);
    if (!outcome && !is_the_files_fault(outcome.error())) return outcome.error();
    if (!outcome) ++report.quarantined;
    if (outcome && outcome.value() == AckOutcome::taken) ++report.taken;
    if (outcome && outcome.value() == AckOutcome::repeated) ++report.repeated;
    if (outcome && outcome.value() == AckOutcome::not_yet) ++report.not_yet;
  }
  return report;
}

}  // namespace postproof::batches
