#include "tracking/tracking_event.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "tracking/operation_table.hpp"

namespace postproof::tracking {

namespace {

auto operation_of(const TrackingEvent& event) {
  return std::tie(event.instant, event.type, event.attribute, event.index);
}

bool by_operation(const TrackingEvent& a, const TrackingEvent& b) { return operation_of(a) < operation_of(b); }

std::vector<TrackingEvent> sorted_by_operation(std::vector<TrackingEvent> events) {
  std::ranges::stable_sort(events, by_operation);
  return events;
}

/// Takes over what `received` says better; true if that changed anything.
bool take_over(TrackingEvent& known, const TrackingEvent& received) {
  const TrackingEvent before = known;
  const bool as_full = !received.place_received.empty() || known.place_received.empty();
  if (!received.name_received.empty() && (as_full || known.name_received.empty())) {
    known.name_received = received.name_received;
  }
  if (!received.place_received.empty()) known.place_received = received.place_received;
  known.tie = std::max(known.tie, received.tie);
  return known != before;
}

}  // namespace

bool same_operation(const TrackingEvent& a, const TrackingEvent& b) { return operation_of(a) == operation_of(b); }

bool comes_before(const TrackingEvent& a, const TrackingEvent& b) {
  const auto key = [](const TrackingEvent& e) { return std::tie(e.instant, e.tie, e.type, e.attribute, e.index); };
  return key(a) < key(b);
}

std::vector<TrackingEvent> events_of_answer(std::vector<TrackingEvent> in_order_of_answer) {
  std::vector<TrackingEvent>& events = in_order_of_answer;
  for (std::size_t i = 0; i < events.size(); ++i) events[i].tie = static_cast<int>(i);
  std::ranges::stable_sort(events, by_operation);
  const auto repeated = std::ranges::unique(events, same_operation);
  events.erase(repeated.begin(), repeated.end());
  std::ranges::sort(events, comes_before);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool tied = i > 0 && events[i].instant == events[i - 1].instant;
    events[i].tie = tied ? events[i - 1].tie + 1 : 0;
  }
  return std::move(events);
}

MergedEvents merge(const std::vector<TrackingEvent>& known, const std::vector<TrackingEvent>& received) {
  MergedEvents merged;
  merged.all = sorted_by_operation(known);
  const std::size_t known_count = merged.all.size();
  for (const TrackingEvent& event : sorted_by_operation(received)) {
    const auto end = merged.all.begin() + static_cast<std::ptrdiff_t>(known_count);
    const auto at = std::lower_bound(merged.all.begin(), end, event, by_operation);
    if (at != end && same_operation(*at, event)) {
      if (take_over(*at, event)) merged.changed.push_back(*at);
    } else if (merged.all.size() < most_events_of_a_letter) {
      merged.added.push_back(event);
      merged.all.push_back(event);
    } else {
      ++merged.dropped;
    }
  }
  std::ranges::sort(merged.all, comes_before);
  return merged;
}

std::string shown_name(const TrackingEvent& event, bool in_english) {
  const auto name_of_row = [in_english](const OperationRow& row) {
    return std::string{in_english ? row.name_en : row.name_ru};
  };
  if (const OperationRow* row = find_operation(event.type, event.attribute)) return name_of_row(*row);
  if (!event.name_received.empty()) return event.name_received;
  if (const OperationRow* row = find_operation(event.type, no_attribute)) return name_of_row(*row);
  return fmt::format("{}/{}", event.type, event.attribute);
}

std::string full_name(int type, const std::string& shown_name, bool in_english) {
  constexpr int processing = 8;  // its attributes are whole sentences
  const OperationRow* const row = find_operation(type, no_attribute);
  if (row == nullptr || type == processing) return shown_name;
  const std::string_view of_type = in_english ? row->name_en : row->name_ru;
  if (shown_name.starts_with(of_type)) return shown_name;
  return fmt::format("{}: {}", of_type, shown_name);
}

}  // namespace postproof::tracking
