#include "tracking/letter_tracking.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "tracking/office_zone.hpp"
#include "tracking/operation_table.hpp"

namespace postproof::tracking {

namespace {

using Status = orders::LetterStatus;
using Events = std::vector<const TrackingEvent*>;

constexpr int processing = 8;
constexpr int cancellation = 26;
constexpr int assignment_cancellation = 46;

bool is(const TrackingEvent& event, int type, int attribute) {
  return event.type == type && event.attribute == attribute;
}

/// Attribute of a processing operation (type 8) and the days that are left from its date.
constexpr std::array<std::pair<int, int>, 6> countdowns{{{27, 25}, {33, 23}, {35, 10}, {28, 5}, {43, 2}, {42, 1}}};

std::optional<int> days_left(const TrackingEvent& event) {
  if (event.type != processing) return std::nullopt;
  for (const auto& [attribute, days] : countdowns) {
    if (event.attribute == attribute) return days;
  }
  return std::nullopt;
}

/// Out for delivery from the office, or kept there to clarify the address: the stay goes on.
bool stays_at_office(const TrackingEvent& event) {
  return is(event, processing, 15) || is(event, processing, 18) || is(event, processing, 21);
}

Date office_date(const TrackingEvent& event) { return local_date(event.instant, office_zone(event.index)); }

/// The events of `counting` (sorted) that no cancellation took away, the cancellations themselves left out.
Events without_cancelled(const Events& counting) {
  Events remaining;
  for (std::size_t i = 0; i < counting.size();) {
    const Instant instant = counting[i]->instant;
    std::size_t cancellations = 0;
    for (; i < counting.size() && counting[i]->instant == instant; ++i) {
      if (counting[i]->type == cancellation) {
        ++cancellations;
      } else {
        remaining.push_back(counting[i]);
      }
    }
    remaining.resize(remaining.size() - std::min(remaining.size(), cancellations));
  }
  return remaining;
}

/// One letter's way, operation by operation.
class Way {
 public:
  void apply(const TrackingEvent& event) {
    if (is(event, assignment_cancellation, 0)) assignment_cancelled_ = true;
    const OperationMeaning meaning = meaning_of(event.type, event.attribute);
    if (meaning == OperationMeaning::none) return;
    follow_stay(event, meaning);
    const Status next = status_after(meaning);
    if (meaning == OperationMeaning::returning) return_open_ = true;
    if (next == Status::delivered) return_open_ = false;
    if (status_ && orders::is_final(*status_) && !orders::is_final(next)) return;
    status_ = next;
  }

  std::optional<Status> status() const { return status_; }
  bool return_open() const { return return_open_; }
  bool assignment_cancelled() const { return assignment_cancelled_ && !status_; }
  const TrackingEvent* place() const { return place_; }

  std::optional<Date> storage_until(int storage_days) const {
    if (countdown_) return countdown_;
    if (arrival_ != nullptr) return office_date(*arrival_) + std::chrono::days{storage_days};
    return std::nullopt;
  }

 private:
  Status status_after(OperationMeaning meaning) const {
    switch (meaning) {
      case OperationMeaning::accepted: return Status::accepted;
      case OperationMeaning::none:
      case OperationMeaning::in_transit: return Status::in_transit;
      case OperationMeaning::at_office: return Status::at_office;
      case OperationMeaning::returning: return Status::returning;
      case OperationMeaning::delivered: return Status::delivered;
      case OperationMeaning::returned: return Status::returned;
      case OperationMeaning::lost: return Status::lost;
      case OperationMeaning::handed: return return_open_ ? Status::returned : Status::delivered;
    }
    return Status::in_transit;
  }

  void follow_stay(const TrackingEvent& event, OperationMeaning meaning) {
    if (meaning == OperationMeaning::at_office) {
      const bool arrives = is(event, processing, 2);
      if (arrives || arrival_ == nullptr) arrival_ = &event;
      if (arrives) countdown_.reset();
      if (const auto days = days_left(event)) countdown_ = office_date(event) + std::chrono::days{*days};
      if (arrives || place_ == nullptr || !event.index.empty()) place_ = &event;
    } else if (!stays_at_office(event)) {
      arrival_ = nullptr;
      place_ = nullptr;
      countdown_.reset();
    }
  }

  std::optional<Status> status_;
  bool return_open_ = false;
  bool assignment_cancelled_ = false;
  const TrackingEvent* arrival_ = nullptr;  // of this stay at an office
  const TrackingEvent* place_ = nullptr;
  std::optional<Date> countdown_;
};

Status shown_status(const Way& way, Instant now, const TrackingBase& base, const TrackingRules& rules) {
  const std::optional<Status> told = way.status();
  if (told && orders::is_final(*told)) return *told;
  if (base.declared_lost) return Status::lost;
  if (told) return *told;
  const bool overdue = base.printed_at && now >= *base.printed_at + days_in_seconds(rules.unscanned_lost_days);
  return overdue ? Status::lost : base.status;
}

}  // namespace

TrackingFacts status_of(std::span<const TrackingEvent> events, Instant now, const TrackingBase& base,
                        const TrackingRules& rules) {
  TrackingFacts facts;
  Events counting;
  for (const TrackingEvent& event : events) {
    if (event.instant <= now) {
      counting.push_back(&event);
    } else if (!facts.upcoming_at || event.instant < *facts.upcoming_at) {
      facts.upcoming_at = event.instant;
    }
  }
  std::ranges::sort(counting, [](const auto* a, const auto* b) { return comes_before(*a, *b); });
  if (!counting.empty()) facts.newest_at = counting.back()->instant;

  Way way;
  for (const TrackingEvent* event : without_cancelled(counting)) way.apply(*event);
  facts.status = shown_status(way, now, base, rules);
  facts.scanned = way.status().has_value();
  facts.return_open = way.return_open();
  facts.assignment_cancelled = way.assignment_cancelled();
  if (facts.status == Status::at_office) {
    facts.storage_until = way.storage_until(rules.storage_days);
    if (way.place() != nullptr) {
      facts.office = way.place()->index;
      facts.office_place = way.place()->place_received;
    }
  }
  return facts;
}

}  // namespace postproof::tracking
