#include "tracking/ticket_rules.hpp"

#include <algorithm>

namespace postproof::tracking {

Instant first_question_at(Instant issued_at) { return issued_at + ticket_pace; }

bool is_expired(Instant issued_at, Instant now) { return now - issued_at > ticket_life; }

TicketStep step_after(std::optional<BatchError> refusal) {
  if (!refusal) return TicketStep::back_off;
  switch (*refusal) {
    case BatchError::not_ready:
    case BatchError::not_authorised: return TicketStep::ask_later;
    case BatchError::expired:
    case BatchError::bad_format:
    case BatchError::nothing_known: return TicketStep::ask_anew;
    case BatchError::internal:
    case BatchError::too_many_items:
    case BatchError::bad_language:
    case BatchError::item_too_long:
    case BatchError::file_name_too_long: return TicketStep::back_off;
  }
  return TicketStep::back_off;
}

seconds back_off_after(int failures_in_a_row) {
  constexpr int most_doublings = 3;
  const int doublings = std::clamp(failures_in_a_row - 1, 0, most_doublings);
  return std::min(ticket_pace * (1 << doublings), longest_back_off);
}

seconds back_off_after(int failures_in_a_row, std::string_view ticket) {
  const seconds pause = back_off_after(failures_in_a_row);
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : ticket) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return pause + seconds{static_cast<std::int64_t>(hash) % (pause.count() / 4)};
}

Instant quota_returns_at(Instant now, ZoneOffset zone) {
  return instant_at(local_date(now, zone) + std::chrono::days{1}, seconds{0}, zone);
}

TicketStop quota_stop(Instant now, ZoneOffset zone) {
  return {TicketStop::Reason::quota, quota_returns_at(now, zone), 0};
}

}  // namespace postproof::tracking
