#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/instant.hpp"
#include "tracking/soap_batch.hpp"

namespace postproof::tracking {

// Rules of the post for tickets: the answer is ready after 15 minutes at the earliest, may be asked for every 15
// minutes, and is deleted after 32 hours.
inline constexpr seconds ticket_pace{15 * 60};
inline constexpr seconds ticket_life{32 * 3600};
inline constexpr seconds longest_back_off{2 * 3600};

/// When a fresh ticket is asked for the first time.
Instant first_question_at(Instant issued_at);

/// The post has deleted the answer, or is about to: the letters are to be asked anew.
bool is_expired(Instant issued_at, Instant now);

/// What to do with a ticket whose answer was refused.
enum class TicketStep : std::uint8_t {
  ask_later,  ///< not ready, or the quota of the day is spent: at the usual pace
  back_off,   ///< internal error, unknown refusal, no or a broken answer: at a growing pace
  ask_anew,   ///< expired, or the post does not understand its own ticket: drop it, its letters are due
};

/// The step after the post's refusal; nothing stands for an answer that was no answer.
TicketStep step_after(std::optional<BatchError> refusal);

/// 15 minutes, doubled with each failure in a row (1, 2, 3 ...), at most two hours.
seconds back_off_after(int failures_in_a_row);

/// The same and up to a quarter more, by the ticket's name, so that tickets that failed together come apart.
seconds back_off_after(int failures_in_a_row, std::string_view ticket);

/// The next 00:00 of the zone after `now`: until then a spent quota holds.
Instant quota_returns_at(Instant now, ZoneOffset zone);

/// Why no new tickets are asked for at present.
struct TicketStop {
  enum class Reason : std::uint8_t {
    quota,    ///< the post's code 3
    service,  ///< the post failed otherwise
  };
  Reason reason = Reason::service;
  Instant until;
  int failures = 0;  ///< in a row, for reason service
  friend bool operator==(const TicketStop&, const TicketStop&) = default;
};

/// The stop for a quota that is spent now.
TicketStop quota_stop(Instant now, ZoneOffset zone);

}  // namespace postproof::tracking
