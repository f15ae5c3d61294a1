#pragma once

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

/// The next instant (> now) to ask, or nothing. Each number has its own place within the interval (a hash of the
/// number), so that letters of one night spread evenly and keep their place: the result lies half to one and a half
/// intervals ahead. An upcoming event brings it forward, also where nothing else would be asked.
std::optional<Instant> next_poll_at(const PlanFacts& facts, Instant now, const PlanRules& rules);

/// When to ask again after a question without a usable answer: after_failure to twice that ahead, by the number's
/// place.
Instant retry_at(const TrackNumber& number, Instant now, const PlanRules& rules);

}  // namespace postproof::tracking
