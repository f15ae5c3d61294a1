#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postproof::orders {

/// Where the paper is. The words (name_of) are those of the contract, of the database and of the docs.
enum class LetterStatus : std::uint8_t {
  ordered,
  sealed,
  dispatched,
  printed,
  accepted,
  in_transit,
  at_office,
  delivered,
  returning,
  returned,
  lost,
  cancelled,
  rejected,
};
inline constexpr int letter_status_count = 13;

/// What can happen to the paper. The scan_* events say what the set of tracking events amounts to now; scan_none says
/// that every scan has been cancelled by the post.
enum class LetterEvent : std::uint8_t {
  cancel,
  seal,
  hand_over,
  acknowledge,
  reject,
  declare_lost,
  scan_none_dispatched,
  scan_none_printed,
  scan_accepted,
  scan_in_transit,
  scan_at_office,
  scan_delivered,
  scan_returning,
  scan_returned,
  scan_lost,
};
inline constexpr int letter_event_count = 15;

std::string_view name_of(LetterStatus status);
std::string_view name_of(LetterEvent event);
std::optional<LetterStatus> letter_status_of(std::string_view name);

/// delivered, returned, lost, cancelled, rejected: the paper will not move any more, as far as anybody knows.
bool is_final(LetterStatus status);

/// The letter left, or will: neither cancelled nor rejected. Only such letters run the 30 days.
bool is_counted(LetterStatus status);

/// The state table of the paper: the status after `event`, or nothing where the table has no such row.
std::optional<LetterStatus> next_status(LetterStatus from, LetterEvent event);

}  // namespace postproof::orders
