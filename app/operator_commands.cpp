#include <fmt/format.h>

#include "app/alarms_status.hpp"
#include "app/commands.hpp"
#include "app/desk_documents.hpp"
#include "app/shapes.hpp"
#include "store/restore.hpp"
#include "tracking/number_range.hpp"

namespace postproof::app {

namespace json = boost::json;

Result<void> add_alarms(House& house, Answer& answer) {
  PP_TRYV(house.database().sweep().watch(house.rules(), house.calendar(), house.now()));
  PP_TRY(const std::vector<orders::Alarm> alarms, house.database().desk().open_alarms());
  for (const orders::Alarm& alarm : alarms) {
    answer.text += fmt::format("{}alarm {}: {} {}: {}", answer.text.empty() ? "" : "\n", alarm.id, alarm.kind,
                               alarm.object, alarm.what_to_do);
  }
  if (!alarms.empty() && answer.status == exit_done) answer.status = exit_person_needed;
  return success();
}

Result<Answer> run_alarms_list(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  Answer answer;
  PP_TRYV(add_alarms(*house, answer));
  PP_TRY(const std::vector<orders::Alarm> alarms, house->database().desk().open_alarms());
  json::array items;
  for (const orders::Alarm& alarm : alarms) items.push_back(alarm_json(alarm, house->zone()));
  answer.json = list_json(std::move(items));
  if (alarms.empty()) answer.text = "no alarm is open";
  return answer;
}

Result<Answer> run_alarms_ack(const CommandContext& context, std::int64_t id) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const bool closed, house->database().desk().close_alarm(id, context.actor, house->now()));
  if (!closed) return fail(ErrorKind::not_found, fmt::format("there is no open alarm {}", id));
  return Answer{{{"id", id}, {"closed", true}}, fmt::format("alarm {} is closed", id), exit_done};
}

Result<Answer> run_audit_list(const CommandContext& context, const ListOptions& options) {
  if (options.limit < 1 || options.limit > 200) return fail(ErrorKind::usage, "--limit must be from 1 to 200");
  PP_TRY(const auto house, context.open());
  Answer answer;
  PP_TRY(answer.json, audit_page(*house, {options.cursor, options.limit}));
  for (const json::value& item : answer.json.at("items").as_array()) {
    const auto text = [&item](const char* name) { return std::string(item.at(name).as_string()); };
    answer.text += fmt::format("{:>8}  {}  {:<12} {:<22} {} {}\n", item.at("sequence").as_int64(), text("at"),
                               text("actor"), text("action"), text("object"), text("data"));
  }
  if (!answer.text.empty()) answer.text.pop_back();
  const json::value& next = answer.json.at("next_cursor");
  if (next.is_string()) answer.text += "\nmore with --cursor " + std::string(next.as_string());
  return answer;
}

Result<Answer> run_audit_verify(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const auto broken, house->database().desk().broken_audit_entry());
  if (broken) {
    return fail(ErrorKind::data_corrupt,
                fmt::format("the audit log does not follow from itself at entry {}: it was changed", *broken));
  }
  return Answer{{{"sound", true}}, "the audit log is sound", exit_done};
}

Result<Answer> run_check(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const std::vector<std::string> found, house->database().desk().inconsistencies());
  json::array items(found.begin(), found.end());
  Answer answer{{{"sound", found.empty()}, {"findings", std::move(items)}}, "", exit_done};
  if (!found.empty()) {
    Error refusal = error(ErrorKind::data_corrupt, fmt::format("{}", fmt::join(found, "; ")));
    return refusal;
  }
  answer.text = "everything that must hold holds";
  PP_TRYV(add_alarms(*house, answer));
  return answer;
}

Result<Answer> run_stats(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  Answer answer;
  PP_TRYV(add_alarms(*house, answer));
  PP_TRY(const json::object statistics, statistics_document(*house));
  std::string text;
  for (const auto& [member, word] : {std::pair{"letters", "letters"}, {"codes", "codes  "}, {"batches", "batches"}}) {
    for (const auto& [name, count] : statistics.at(member).as_object()) {
      text += fmt::format("{} {:<12} {:>10}\n", word, std::string_view(name), count.as_int64());
    }
  }
  text += fmt::format("accounts confirmed   {:>10}", statistics.at("confirmations").as_int64());
  answer.text = answer.text.empty() ? text : text + "\n" + answer.text;
  answer.json = statistics;
  return answer;
}

Result<Answer> run_backup(const CommandContext& context, const std::string& file) {
  PP_TRY(const auto house, context.open());
  if (house->files().exists(file)) return fail(ErrorKind::state_conflict, file + " exists already; name a new file");
  const Path partial = file + ".partial";
  PP_TRYV(house->files().remove_all(partial));
  PP_TRYV(house->database().desk().backup(partial));
  PP_TRYV(house->files().rename_new(partial, file));
  PP_TRYV(house->database().desk().append_audit(context.actor, "backup.made", Path(file).filename().string(), "",
                                                house->now()));
  return Answer{{{"file", file}}, "the backup is in " + file + "; it holds no keys", exit_done};
}

namespace {

/// The batch id that a file or folder name begins with, B<8 digits>-<digits>; empty if it begins with none.
std::string batch_id_in(const std::string& name) {
  constexpr std::size_t number_at = 10;
  constexpr std::string_view digits = "0123456789";
  if (name.size() <= number_at || name[0] != 'B' || name[number_at - 1] != '-') return {};
  const std::size_t end = std::min(name.find_first_not_of(digits, number_at), name.size());
  const bool dated = name.find_first_not_of(digits, 1) == number_at - 1;
  return dated && end > number_at ? name.substr(0, end) : std::string{};
}

/// Batches that the print house has and the backup does not know: restoring would print their letters again.
Result<std::vector<std::string>> unknown_batches(const Config& config, const std::set<std::string>& known,
                                                 Files& files) {
  PP_TRY(const auto print_house, PrintHouse::open(config, files));
  PP_TRY(const std::vector<std::string> names, print_house->names());
  std::set<std::string> found;
  for (const std::string& name : names) {
    const std::string id = batch_id_in(name);
    if (!id.empty() && !known.contains(id)) found.insert(id);
  }
  return std::vector<std::string>(found.begin(), found.end());
}

}  // namespace

Result<Answer> run_restore(const CommandContext& context, const std::string& file) {
  PP_TRY(const Config config, load_config(context.config_file));
  system::PosixFiles files;
  PP_TRY(const std::set<std::string> known, store::batches_in_backup(file));
  PP_TRY(const std::vector<std::string> unknown, unknown_batches(config, known, files));
  if (!unknown.empty()) {
    return fail(ErrorKind::state_conflict,
                fmt::format("the print house has batches that this backup does not know: {}; nothing was changed",
                            fmt::join(unknown, ", ")));
  }
  PP_TRYV(store::restore_database(config.database(), file));
  PP_TRY(const auto house, context.open({false, true}));
  PP_TRYV(house->database().desk().append_audit(context.actor, "backup.restored", Path(file).filename().string(), "",
                                                house->now()));
  return Answer{{{"restored", true}}, "the database is that of the backup now", exit_done};
}

Result<Answer> run_migrate(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  return Answer{{{"migrated", true}}, "the database is up to date", exit_done};
}

Result<Answer> run_ranges_add(const CommandContext& context, const std::string& first, long long count) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const tracking::NumberRange range, tracking::make_range(first, count));
  PP_TRYV(house->database().desk().add_range(range, context.actor, house->now()));
  const TrackNumber last = tracking::number_at(range, range.count - 1);
  return Answer{{{"first", first}, {"last", last.str()}, {"count", range.count}},
                fmt::format("{} numbers added, {} to {}", range.count, first, last.str()),
                exit_done};
}

Result<Answer> run_ranges_list(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const auto rows, house->database().desk().ranges());
  json::array items;
  Answer answer;
  for (const store::RangeRow& row : rows) {
    const std::string first = tracking::number_at(row.range, 0).str();
    items.push_back(json::object{{"first", first}, {"count", row.range.count}, {"used", row.used}});
    answer.text += fmt::format("{}{}  {:>6} numbers, {:>6} used", answer.text.empty() ? "" : "\n", first,
                               row.range.count, row.used);
  }
  if (rows.empty()) answer.text = "there are no track numbers; add a range with 'postproof ranges add FIRST COUNT'";
  answer.json = list_json(std::move(items));
  return answer;
}

}  // namespace postproof::app
