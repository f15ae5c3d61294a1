#include "api/letter_json.hpp"

#include <boost/json/array.hpp>

namespace postproof::api {

namespace {

namespace json = boost::json;

json::value instant_or_null(const std::optional<Instant>& instant, ZoneOffset zone) {
  if (!instant) return nullptr;
  return json::string(format_instant(*instant, zone));
}

json::value date_or_null(const std::optional<Date>& date) {
  if (!date) return nullptr;
  return json::string(format_date(*date));
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::string(text);
}

json::object event_json(const TrackingEventView& event) {
  return {{"at", format_instant(event.at, event.zone)},
          {"type", event.type},
          {"attribute", event.attribute},
          {"name", event.name},
          {"index", text_or_null(event.index)},
          {"place", text_or_null(event.place)}};
}

}  // namespace

json::object letter_json(const orders::LetterView& view, ZoneOffset zone, json::storage_ptr memory) {
  const orders::Letter& letter = view.letter;
  json::object shown(std::move(memory));
  shown.reserve(12);
  shown["id"] = letter.id.str();
  shown["account_id"] = letter.account_id.str();
  shown["status"] = name_of(letter.status);
  shown["language"] = name_of(letter.language);
  shown["track_number"] = letter.track_number.str();
  shown["ordered_at"] = format_instant(letter.ordered_at, zone);
  shown["seals_at"] = format_instant(view.seals_at, zone);
  shown["cancellable_until"] = format_instant(view.cancellable_until, zone);
  shown["reorder_allowed_at"] = format_instant(view.reorder_allowed_at, zone);
  shown["expected_delivery"] =
      json::object{{"from", format_date(view.expected_from)}, {"to", format_date(view.expected_to)}};
  shown["batch_id"] = letter.batch_id ? json::value(letter.batch_id->str()) : json::value(nullptr);
  shown["code"] = json::object{{"status", name_of(view.code_status)},
                               {"expires_at", instant_or_null(letter.expires_at, zone)},
                               {"valid_through", date_or_null(letter.valid_through)}};
  return shown;
}

json::object letter_page_json(const LetterPage& page, ZoneOffset zone) {
  json::array items;
  items.reserve(page.letters.size());
  for (const orders::LetterView& letter : page.letters) items.emplace_back(letter_json(letter, zone));
  return {{"items", std::move(items)}, {"next_cursor", page.next_cursor ? json::value(*page.next_cursor) : nullptr}};
}

json::object history_json(const HistoryEntry& entry, ZoneOffset zone) {
  return {{"at", format_instant(entry.at, zone)},
          {"axis", entry.axis},
          {"from", text_or_null(entry.from)},
          {"to", entry.to},
          {"by", entry.by},
          {"reason", text_or_null(entry.reason)}};
}

json::object confirmation_json(const orders::Confirmation& confirmation, ZoneOffset zone) {
  return {{"confirmed", true},
          {"account_id", confirmation.account_id.str()},
          {"letter_id", confirmation.letter_id.str()},
          {"confirmed_at", format_instant(confirmation.confirmed_at, zone)},
          {"method", "postal_code"}};
}

json::object tracking_json(const TrackingView& view, ZoneOffset zone) {
  json::array events;
  events.reserve(view.events.size());
  for (const TrackingEventView& event : view.events) events.emplace_back(event_json(event));
  return {{"track_number", view.track_number.str()},
          {"status", name_of(view.status)},
          {"summary", view.summary},
          {"events", std::move(events)},
          {"storage_until", date_or_null(view.storage_until)},
          {"checked_at", instant_or_null(view.checked_at, zone)}};
}

}  // namespace postproof::api
