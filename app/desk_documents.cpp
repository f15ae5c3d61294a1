#include "app/desk_documents.hpp"

#include <algorithm>

#include "app/cursors.hpp"
#include "app/shapes.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

constexpr std::string_view list_of_letters = "letters";
constexpr std::string_view list_of_batches = "batches";
constexpr std::string_view list_of_audit = "audit";

/// What is after a page of `shown` rows of which one more than `limit` was asked for.
Result<json::value> next_cursor(const House& house, std::string_view list, std::optional<std::int64_t> before) {
  if (!before) return json::value(nullptr);
  PP_TRY(const std::string cursor, make_cursor(house, list, *before));
  return json::value(cursor);
}

json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

json::object audit_json(const store::AuditEntry& entry, ZoneOffset zone) {
  return {{"sequence", entry.sequence}, {"at", format_instant(entry.at, zone)},
          {"actor", entry.actor},       {"action", entry.action},
          {"object", entry.object},     {"data", entry.data},
          {"hash", to_hex(entry.hash)}};
}

/// The template that a sealed letter was set with; empty for one that waits: it will get the newest.
Result<std::string> template_of(House& house, const orders::Letter& letter) {
  if (!letter.batch_id) return std::string();
  PP_TRY(const auto line, house.database().desk().batch(*letter.batch_id));
  if (!line) return fail(ErrorKind::data_corrupt, "there is no batch of this letter");
  const std::string folder = std::string(orders::name_of(letter.language)) + "/";
  const auto& templates = line->batch.templates;
  const auto used =
      std::ranges::find_if(templates, [&](const batches::TemplateDigest& one) { return one.name.starts_with(folder); });
  return used == templates.end() ? std::string() : used->name;
}

}  // namespace

Result<json::object> batches_page(House& house, const api::PageAsk& page) {
  PP_TRY(const std::int64_t before, read_cursor(house, list_of_batches, page.cursor));
  PP_TRY(std::vector<store::BatchLine> lines, house.database().desk().batches(before, page.limit + 1));
  std::optional<std::int64_t> next;
  if (static_cast<int>(lines.size()) > page.limit) {
    lines.pop_back();
    next = lines.back().batch.sequence;
  }
  json::array items;
  for (const store::BatchLine& line : lines) items.emplace_back(batch_json(line, house.zone()));
  PP_TRY(json::value cursor, next_cursor(house, list_of_batches, next));
  return json::object{{"items", std::move(items)}, {"next_cursor", std::move(cursor)}};
}

Result<json::object> batch_document(House& house, const BatchId& id) {
  PP_TRY(const auto line, house.database().desk().batch(id));
  if (!line) return fail(ErrorKind::batch_not_found, "there is no batch of this id");
  return batch_json(*line, house.zone());
}

Result<api::LetterPage> letters_page(House& house, const api::LetterQuery& query) {
  store::LetterFilter filter{query.account_id, query.status, query.batch_id, query.track_number, 0, query.page.limit};
  PP_TRY(filter.before, read_cursor(house, list_of_letters, query.page.cursor));
  PP_TRY(const store::LetterPage found, house.database().desk().letters(filter));
  api::LetterPage page;
  const Instant now = house.now();
  for (const orders::Letter& letter : found.letters) {
    page.letters.push_back(orders::view_of(letter, house.rules(), house.calendar(), now));
  }
  if (found.next_before) {
    PP_TRY(page.next_cursor, make_cursor(house, list_of_letters, *found.next_before));
  }
  return page;
}

Result<api::LetterPage> batch_letters_page(House& house, const BatchId& id, const api::PageAsk& page) {
  PP_TRY(const auto batch, house.database().desk().batch(id));
  if (!batch) return fail(ErrorKind::batch_not_found, "there is no batch of this id");
  api::LetterQuery query;
  query.batch_id = id;
  query.page = page;
  return letters_page(house, query);
}

Result<json::object> statistics_document(House& house) {
  PP_TRY(const store::Statistics statistics, house.database().desk().statistics());
  PP_TRY(const std::vector<orders::Alarm> alarms, house.database().desk().open_alarms());
  json::array alarm_items;
  for (const orders::Alarm& alarm : alarms) alarm_items.emplace_back(alarm_json(alarm, house.zone()));
  json::object days;
  for (const auto& [day, count] : statistics.delivery_days) days[std::to_string(day)] = count;
  return json::object{{"letters", counts_json(statistics.letters)}, {"codes", counts_json(statistics.codes)},
                      {"batches", counts_json(statistics.batches)}, {"confirmations", statistics.confirmed_accounts},
                      {"delivery_days", std::move(days)},           {"alarms", std::move(alarm_items)}};
}

Result<json::object> audit_page(House& house, const api::PageAsk& page) {
  PP_TRY(const std::int64_t before, read_cursor(house, list_of_audit, page.cursor));
  PP_TRY(std::vector<store::AuditEntry> entries, house.database().desk().audit(before, page.limit + 1));
  std::optional<std::int64_t> next;
  if (static_cast<int>(entries.size()) > page.limit) {
    entries.pop_back();
    next = entries.back().sequence;
  }
  json::array items;
  for (const store::AuditEntry& entry : entries) items.emplace_back(audit_json(entry, house.zone()));
  PP_TRY(json::value cursor, next_cursor(house, list_of_audit, next));
  return json::object{{"items", std::move(items)}, {"next_cursor", std::move(cursor)}};
}

Result<Bytes> proof_of(House& house, const LetterId& id, const std::string& actor) {
  PP_TRY(const letters::Typesetter* typesetter, house.typesetter());
  PP_TRY(const auto opened, house.database().desk().open_letter(id));
  if (!opened) return fail(ErrorKind::letter_not_found, "there is no letter of this id");
  PP_TRYV(house.database().desk().append_audit(actor, "proof.read", id.str(), "", house.now()));
  letters::LetterContent content;
  content.recipient = opened->recipient;
  content.address = opened->address;
  content.language = opened->letter.language;
  content.track_number = opened->letter.track_number;
  content.valid_through = opened->letter.valid_through;
  PP_TRY(content.template_name, template_of(house, opened->letter));
  return typesetter->proof(content);
}

}  // namespace postproof::app
