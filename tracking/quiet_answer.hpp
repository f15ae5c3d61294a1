#pragma once

#include <cstdint>
#include <optional>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "orders/letter_status.hpp"
#include "tracking/letter_tracking.hpp"
#include "tracking/poll_plan.hpp"

namespace postproof::tracking {

/// A letter of a ticket as far as it must be known to see that the post has nothing new to tell about it.
struct AskedLetter {
  std::int64_t letter_no = 0;  ///< the storage's own
  TrackNumber number;
  orders::LetterStatus status = orders::LetterStatus::ordered;
  TrackingBase base;
  Instant last_change_at;
  std::optional<Date> storage_until;
  std::optional<std::uint64_t> fingerprint;  ///< of the last answer, as it was stored; nothing: look at all of it
};

/// Stands for an answer together with what was known of the letter when it was applied: where both are as before,
/// applying it again changes nothing. `digest` is that of the answer's item (BatchAnswer). 64 bits; no protection
/// against somebody who makes collisions.
std::uint64_t fingerprint_of(std::uint64_t digest, orders::LetterStatus status, const TrackingBase& base);

/// What is written where nothing is new: when the post was asked, and when it is to be asked again.
struct QuietAnswer {
  std::int64_t letter_no = 0;
  TrackNumber number;
  Instant checked_at;
  std::optional<Instant> next_poll_at;
};

/// The quiet answer, or nothing if the answer must be looked at in full: its fingerprint is another one, or time alone
/// makes the letter lost.
std::optional<QuietAnswer> quiet_answer(const AskedLetter& letter, std::uint64_t digest, Instant now,
                                        const TrackingRules& rules, const PlanRules& plan);

}  // namespace postproof::tracking
