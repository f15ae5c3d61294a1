#include "app/shapes.hpp"

#include <algorithm>

#include "tracking/citizen_summary.hpp"
#include "tracking/tracking_update.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

json::value instant_or_null(const std::optional<Instant>& instant, ZoneOffset zone) {
  return instant ? json::value(format_instant(*instant, zone)) : json::value(nullptr);
}

}  // namespace

json::object alarm_json(const orders::Alarm& alarm, ZoneOffset zone) {
  return {{"id", alarm.id},
          {"raised_at", format_instant(alarm.raised_at, zone)},
          {"kind", alarm.kind},
          {"object", alarm.object},
          {"what_to_do", alarm.what_to_do}};
}

json::object list_json(json::array items) { return {{"items", std::move(items)}}; }

json::object batch_json(const store::BatchLine& line, ZoneOffset zone) {
  json::array files;
  std::int64_t printed = 0;
  for (const batches::BatchFile& file : line.files) {
    printed += file.letters;
    files.push_back(json::object{
        {"name", file.name}, {"sha256", to_hex(file.sha256)}, {"bytes", file.bytes}, {"letters", file.letters}});
  }
  json::array alarms;
  for (const orders::Alarm& alarm : line.alarms) alarms.push_back(alarm_json(alarm, zone));
  const batches::Batch& batch = line.batch;
  const bool counted = batch.manifest.has_value();
  return {{"batch_id", batch.id.str()},
          {"sequence", batch.sequence},
          {"state", name_of(batch.state)},
          {"cutoff", format_instant(batch.cutoff, zone)},
          {"sealed_at", format_instant(batch.sealed_at, zone)},
          {"dispatched_at", instant_or_null(batch.dispatched_at, zone)},
          {"acknowledged_at", instant_or_null(batch.acknowledged_at, zone)},
          {"letters", counted ? printed : batch.members - batch.rejected},
          {"rejected", batch.rejected},
          {"files", std::move(files)},
          {"alarms", std::move(alarms)}};
}

api::TrackingView tracking_view(const store::TrackedWay& way, const tracking::TrackingRules& rules, Instant now,
                                ZoneOffset zone, bool english) {
  api::TrackingView view;
  view.track_number = way.letter.track_number;
  view.status = way.letter.status;
  view.storage_until = way.letter.storage_until;
  view.checked_at = way.checked_at;
  view.summary = tracking::summary_of(tracking::facts_shown(way.tracked, now, rules),
                                      english ? orders::Language::en : orders::Language::ru);
  for (const tracking::TrackingEvent& event : way.tracked.events) {
    view.events.push_back(api::TrackingEventView{event.instant, zone, event.type, event.attribute,
                                                 tracking::shown_name(event, english), event.index.str(),
                                                 event.place_received});
  }
  return view;
}

}  // namespace postproof::app
