#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "orders/letter_status.hpp"
#include "tracking/tracking_event.hpp"

namespace postproof::tracking {

/// Numbers of the rules; configuration.
struct TrackingRules {
  int storage_days = 30;          ///< that a letter waits at the office, from the day of arrival
  int unscanned_lost_days = 120;  ///< after `printed` without any scan the letter counts as lost
};

/// What is known of the letter without the post.
struct TrackingBase {
  orders::LetterStatus status = orders::LetterStatus::dispatched;  ///< dispatched or printed: shown without a scan
  std::optional<Instant> printed_at;
  bool declared_lost = false;  ///< by an operator; only a final operation of the post says otherwise
};

/// What the set of events amounts to at one instant.
struct TrackingFacts {
  orders::LetterStatus status = orders::LetterStatus::dispatched;
  bool scanned = false;                ///< an operation that moves the status has come and is not cancelled
  bool return_open = false;            ///< the post started a return that did not end with the addressee
  bool assignment_cancelled = false;   ///< 46/0 came and no scan: an alarm
  std::optional<Date> storage_until;   ///< last day at the office; nothing unless at_office
  PostalIndex office;                  ///< where it waits; empty unless at_office and told
  std::string office_place;            ///< the name received for it, if any
  std::optional<Instant> newest_at;    ///< instant of the newest operation that counts
  std::optional<Instant> upcoming_at;  ///< instant of the earliest operation still in the future
};

/// The status as a function of the set of events and now; total, and independent of the order of `events`.
///
/// Events with instant ≤ now count, in the order of comes_before. First each 26/x takes away the latest other
/// operation with an earlier or equal instant that no earlier 26/x took away (none left: nothing happens). Then each
/// remaining one sets the status that the table's column `state` names; operations without a state, and unknown ones,
/// set none. After a final one only another final one does. `handed` is `returned` while a return is open, that is
/// after an operation with state `returning` until one with state `delivered`; else `delivered`. A declared loss, or
/// 120 days after `printed` without a scan, is `lost` where the post knows nothing final, or nothing at all.
///
/// storage_until: the date of the arrival (8/2; where it is missing, the first operation of this stay), by the clock
/// of the office, plus storage_days; or the date of the latest countdown operation of this stay (8/27, 33, 35, 28, 43,
/// 42) plus its 25, 23, 10, 5, 2 or 1 days. A stay ends with an operation of state in_transit or returning other than
/// 8/15, 8/18 (out for delivery) and 8/21 (address being clarified).
TrackingFacts status_of(std::span<const TrackingEvent> events, Instant now, const TrackingBase& base,
                        const TrackingRules& rules);

}  // namespace postproof::tracking
