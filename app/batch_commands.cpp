#include <fmt/format.h>

#include "app/alarms_status.hpp"
#include "app/commands.hpp"
#include "app/desk_documents.hpp"
#include "app/shapes.hpp"
#include "batches/file_press.hpp"
#include "batches/render.hpp"
#include "batches/withdraw.hpp"
#include "system/lock_file.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

Result<batches::Batch> find(House& house, const std::string& id) {
  PP_TRY(const auto batch, house.database().night().batch(BatchId{id}));
  if (!batch) return fail(ErrorKind::batch_not_found, "there is no batch of this id");
  return *batch;
}

std::string line_of(const json::object& batch) {
  const auto text = [&batch](const char* name) { return std::string(batch.at(name).as_string()); };
  return fmt::format("{}  {:<12} {:>8} letters  {:>5} rejected  sealed {}", text("batch_id"), text("state"),
                     batch.at("letters").as_int64(), batch.at("rejected").as_int64(), text("sealed_at"));
}

/// Renders every file once more in memory and compares its keyed hash with the record.
Result<std::vector<std::string>> rendering_differences(House& house, const batches::Batch& batch) {
  std::vector<std::string> found;
  PP_TRY(batches::Night night, house.night());
  PP_TRY(const Secret seed, night.store.nonce_seed(batch));
  PP_TRY(batches::CodePress press, batches::CodePress::of(batch, night.keys, seed));
  PP_TRY(const auto files, night.store.files(batch));
  for (const batches::BatchFile& file : files) {
    const std::int64_t first = std::int64_t{file.file_no - 1} * batch.letters_per_file + 1;
    PP_TRY(const auto members, night.store.members(batch, first, first + batch.letters_per_file - 1));
    PP_TRY(batches::PrintedFile printed, batches::print_file(night.typesetter, press, batch, members));
    wipe(printed.plaintext);
    if (printed.plain_mac != file.plain_mac) found.push_back(file.name + " renders differently now");
  }
  return found;
}

}  // namespace

Result<Answer> run_batches_list(const CommandContext& context, const ListOptions& options) {
  if (options.limit < 1 || options.limit > 200) return fail(ErrorKind::usage, "--limit must be from 1 to 200");
  PP_TRY(const auto house, context.open());
  Answer answer;
  PP_TRY(answer.json, batches_page(*house, {options.cursor, options.limit}));
  for (const json::value& item : answer.json.at("items").as_array()) {
    answer.text += (answer.text.empty() ? "" : "\n") + line_of(item.as_object());
  }
  if (answer.text.empty()) answer.text = "no batches";
  const json::value& next = answer.json.at("next_cursor");
  if (next.is_string()) answer.text += "\nmore with --cursor " + std::string(next.as_string());
  PP_TRYV(add_alarms(*house, answer));
  return answer;
}

Result<Answer> run_batches_show(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const auto line, house->database().desk().batch(BatchId{id}));
  if (!line) return fail(ErrorKind::batch_not_found, "there is no batch of this id");
  const json::object shown = batch_json(*line, house->zone());
  Answer answer{shown, line_of(shown), exit_done};
  for (const batches::BatchFile& file : line->files) {
    answer.text += fmt::format("\n  {}  {:>6} letters  {:>10} bytes  {}", file.name, file.letters, file.bytes,
                               to_hex(file.sha256));
  }
  if (!line->batch.reason.empty()) answer.text += "\n  " + line->batch.reason;
  return answer;
}

Result<Answer> run_batches_verify(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const batches::Batch batch, find(*house, id));
  PP_TRY(batches::Night night, house->night());
  PP_TRY(std::vector<std::string> found, batches::differences(night, batch));
  const bool nonces_there = batch.state == batches::BatchState::sealed ||
                            batch.state == batches::BatchState::rendered ||
                            batch.state == batches::BatchState::dispatched;
  if (nonces_there) {
    PP_TRY(const std::vector<std::string> more, rendering_differences(*house, batch));
    found.insert(found.end(), more.begin(), more.end());
  }
  if (!found.empty()) return fail(ErrorKind::data_corrupt, fmt::format("{}", fmt::join(found, "; ")));
  return Answer{{{"batch_id", id}, {"sound", true}}, "the batch is as it was made", exit_done};
}

Result<Answer> run_batches_reject(const CommandContext& context, const std::string& id, const std::string& reason,
                                  bool not_printed) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const batches::Batch batch, find(*house, id));
  PP_TRY(batches::Night night, house->night());
  const Instant now = house->now();
  const bool at_print_house =
      batch.held_from.value_or(batch.state) == batches::BatchState::dispatched || batch.hand_over_begun_at;
  if (at_print_house && not_printed) {
    PP_TRYV(night.store.record_rejected(batch, std::nullopt, reason, context.actor, now));
    PP_TRYV(night.store.close_alarm("batch_held", id, now));
    PP_TRYV(night.store.empty_log());
  } else {
    PP_TRYV(batches::withdraw_batch(night, batch, reason, context.actor, now));
  }
  return run_batches_show(context, id);
}

namespace {

/// Its hand-over began and nobody knows whether it came to its end.
bool may_have_arrived(const batches::Batch& batch) {
  return batch.hand_over_begun_at && batch.held_from.value_or(batch.state) == batches::BatchState::rendered;
}

/// Brings a batch once more because a person says so, whatever was seen of it before.
Result<void> send_again(House& house, const std::string& actor, batches::Batch batch) {
  batches::NightStore& store = house.database().night();
  if (batch.state == batches::BatchState::held) {
    PP_TRYV(store.release(batch, actor, house.now()));
    PP_TRYV(store.close_alarm("batch_held", batch.id.str(), house.now()));
    PP_TRY(batch, find(house, batch.id.str()));
  }
  PP_TRY(batches::Night night, house.night());
  PP_TRY(const auto files, batches::consignments(night, batch));
  PP_TRYV(night.courier.deliver(batch.id, night.settings.outbox / batch.id.str(), files));
  PP_TRYV(house.database().desk().append_audit(actor, "batch.resent", batch.id.str(), "", house.now()));
  if (batch.state == batches::BatchState::dispatched) return success();
  return store.record_dispatched(batch, house.now());
}

}  // namespace

Result<Answer> run_batches_resend(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  const auto lock = system::LockFile::try_acquire(house->config().in("nightly.lock"));
  if (!lock && lock.error().kind == ErrorKind::another_run_active) {
    return fail(ErrorKind::state_conflict, "a nightly run is at work; send the batch again when it is done");
  }
  if (!lock) return lock.error();
  PP_TRY(const batches::Batch batch, find(*house, id));
  if (batch.state != batches::BatchState::dispatched && !may_have_arrived(batch)) {
    return fail(ErrorKind::state_conflict,
                "only a batch that was handed over is sent again; this one is " + std::string(name_of(batch.state)));
  }
  PP_TRYV(send_again(*house, context.actor, batch));
  return run_batches_show(context, id);
}

Result<Answer> run_batches_release(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const batches::Batch batch, find(*house, id));
  if (batch.state != batches::BatchState::held) {
    return fail(ErrorKind::state_conflict, "batch " + id + " is " + std::string(name_of(batch.state)) + ", not held");
  }
  PP_TRYV(house->database().night().release(batch, context.actor, house->now()));
  PP_TRYV(house->database().night().close_alarm("batch_held", id, house->now()));
  return run_batches_show(context, id);
}

}  // namespace postproof::app
