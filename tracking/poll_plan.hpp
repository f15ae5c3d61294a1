#pragma once

#include <cstdint>
#include <optional>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "orders/letter_status.hpp"
#include "tracking/letter_tracking.hpp"

namespace postproof::tracking {

/// How often the post is asked of a letter; configuration. All durations are positive.
struct PlanRules {
  seconds on_the_way{12 * 3600};       ///< printed, accepted, in_transit, returning
  seconds not_printed_yet{24 * 3600};  ///< dispatched
  seconds at_office{24 * 3600};
  seconds near_storage_end{6 * 3600};  ///< at the office, near_end_days before its last day and after it
  int near_end_days = 3;
  seconds silent{7 * 24 * 3600};  ///< no change for silent_days
  int silent_days = 45;
  int final_grace_days = 7;     ///< once a day, in case the post corrects itself
  seconds after_failure{3600};  ///< the post was asked and gave no usable answer
};

/// The rounds of questions are a circle of so many places.
inline constexpr std::uint32_t places = 1U << 24U;

/// The number's place on the circle, 0 ≤ place < places, for good. Numbers whose first 13 digits, divided by 64, agree
/// lie side by side, so that they are asked by one ticket and lie together in the storage; such neighbourhoods spread
/// evenly over the circle (multiples of the golden ratio).
std::uint32_t place_of(const TrackNumber& number);

/// By which whole factor (1-28) all intervals are stretched, so that asking about `letters` letters takes no more than
/// four fifths of the budget: two calls for each ticket, tickets full, every letter under way as often as on_the_way
/// says. `daily_budget` ≥ 0.
int stretch_of(std::int64_t letters, int items_per_ticket, int daily_budget, const PlanRules& rules);

/// The rules with intervals `factor` times as long; days and after_failure stay.
PlanRules stretched(const PlanRules& rules, int factor);

/// How many calls may have been made today by `now` when new tickets are asked for: the budget's share of the day that
/// is over and of the hour to come, at least 200 and at most the budget. So that what an outage left over spreads over
/// the day.
int calls_open_by(Instant now, ZoneOffset zone, int daily_budget);

/// What the plan looks at.
struct PlanFacts {
  TrackNumber number;
  orders::LetterStatus status = orders::LetterStatus::ordered;
  Instant last_change_at;  ///< of the status or the events; at first the hand-over
  std::optional<Date> storage_until;
  std::optional<Instant> upcoming_at;  ///< earliest event still in the future
};

/// The distance between two questions, or nothing if the letter is not asked about: before hand-over, cancelled,
/// rejected, and final for longer than the grace.
std::optional<seconds> interval_of(const PlanFacts& facts, Instant now, const PlanRules& rules);

/// The next instant (> now) to ask, or nothing. Each number has its own place within the interval (place_of), so that
/// letters of one night spread evenly and keep their place: the result lies half to one and a half intervals ahead. An
/// upcoming event brings it forward, also where nothing else would be asked.
std::optional<Instant> next_poll_at(const PlanFacts& facts, Instant now, const PlanRules& rules);

/// When to ask again after a question without a usable answer: after_failure to twice that ahead, by the number's
/// place.
Instant retry_at(const TrackNumber& number, Instant now, const PlanRules& rules);

}  // namespace postproof::tracking
