#include "batches/acknowledgement.hpp"

#include <algorithm>
#include <set>

#include "batches/cms.hpp"
#include "codegen/sha256.hpp"
#include "core/ensure.hpp"
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

Result<void> check_signature(const AckTrust& trust, const AckPaper& paper) {
  ensure(trust.signer || !trust.required, "where signatures are required, it is known whose");
  if (!paper.signature) {
    if (!trust.required) return success();
    return foreign("it is not signed: " + paper.name + ".p7s does not lie beside it");
  }
  if (!trust.signer)
    return foreign("it is signed, but batch.recipient_certificate does not say whose signature counts");
  const Result<void> right = verify_detached(paper.text, *paper.signature, *trust.signer);
  if (right) return success();
  return foreign("its signature is not the print house's: " + right.error().detail);
}

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
  if (batch.state == BatchState::rendered || batch.state == BatchState::held) return AckOutcome::not_yet;
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

Result<AckOutcome> take_acknowledgement(NightStore& store, const AckTrust& trust, const AckPaper& paper, Instant now) {
  PP_TRY(const Acknowledgement ack, read_acknowledgement(text_of(paper.text)));
  PP_TRYV(check_name(paper.name, ack));
  PP_TRY(const std::optional<Batch> batch, store.batch(ack.batch_id));
  if (!batch) return foreign("there is no batch " + ack.batch_id.str().substr(0, 40));
  const TakenAcknowledgement taken{codegen::sha256(paper.text), paper.name, ack.state};
  PP_TRY(const std::optional<TakenAcknowledgement> before, store.taken_acknowledgement(*batch, taken.sha256));
  if (before) {  // its signature was looked at then
    PP_TRYV(settle(store, *batch, now));
    return AckOutcome::repeated;
  }
  PP_TRYV(check_signature(trust, paper));
  PP_TRYV(check_against(store, *batch, ack));
  Result<AckOutcome> outcome = apply(store, *batch, ack, taken, now);
  if (outcome || outcome.error().kind != ErrorKind::state_conflict) return outcome;
  PP_TRY(const auto meanwhile, store.taken_acknowledgement(*batch, taken.sha256));
  if (meanwhile) return AckOutcome::repeated;  // another process was faster
  return outcome;
}

}  // namespace postproof::batches
