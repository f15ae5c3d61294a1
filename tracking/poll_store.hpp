#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"
#include "tracking/ticket_rules.hpp"
#include "tracking/tracking_alarm.hpp"
#include "tracking/tracking_update.hpp"

namespace postproof::tracking {

/// A question to the post that waits for its answer.
struct OpenTicket {
  std::string ticket;  ///< the post's name of it, 1-200 printable characters; unique
  Instant issued_at;
  Instant next_question_at;
  int failures = 0;  ///< questions in a row that were answered by nothing usable
  std::vector<TrackNumber> members;
};

/// What came of a write.
struct ApplyOutcome {
  std::size_t written = 0;
  std::size_t conflicts = 0;  ///< letters whose status was no longer `from`; left as they are
};

/// What polling asks of the storage. Letters include the test letters of batches. Every method is one transaction and
/// durable when it returns. Errors: io_failed, disk_full, data_corrupt, service_unavailable. One thread; several
/// processes may use the same storage, but only one of them polls at a time (the caller's lock).
class PollStore {
 public:
  virtual ~PollStore() = default;

  /// Open tickets with next_question_at ≤ now, oldest question first, at most `most`.
  virtual Result<std::vector<OpenTicket>> ripe_tickets(Instant now, std::size_t most) = 0;

  /// Numbers that no open ticket holds, next_poll_at first, at most `most`: those with next_poll_at ≤ now and, if
  /// `all`, also every other one that was handed over and is not final.
  virtual Result<std::vector<TrackNumber>> due_numbers(Instant now, bool all, std::size_t most) = 0;

  /// The letters of these numbers with their events, in any order; numbers that are not ours are left out.
  virtual Result<std::vector<TrackedLetter>> letters(std::span<const TrackNumber> numbers) = 0;

  /// Takes up to `wanted` calls from what is left of `daily_budget` on `day` and returns how many it took; counted for
  /// good, before the calls are made.
  virtual Result<int> reserve_calls(Date day, int wanted, int daily_budget) = 0;

  /// Keeps a new ticket with its members. A ticket of the same name: state_conflict, nothing is written.
  virtual Result<void> record_ticket(const OpenTicket& ticket) = 0;

  virtual Result<void> postpone_ticket(const std::string& ticket, Instant next_question_at, int failures) = 0;

  /// Writes the updates and, if named, forgets the ticket, so that its members may be asked anew.
  virtual Result<ApplyOutcome> apply(std::span<const TrackingUpdate> updates,
                                     const std::optional<std::string>& closed_ticket) = 0;

  /// The stop that was written last; it may be over.
  virtual Result<std::optional<TicketStop>> ticket_stop() = 0;

  virtual Result<void> write_ticket_stop(const std::optional<TicketStop>& stop,
                                         std::span<const AlarmChange> alarms) = 0;
};

}  // namespace postproof::tracking
