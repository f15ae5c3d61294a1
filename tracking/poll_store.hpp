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
#include "tracking/quiet_answer.hpp"
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
};

/// A letter that the post is to be asked about.
struct DueLetter {
  std::int64_t letter_no = 0;  ///< the storage's own
  TrackNumber number;
};

/// A ticket that the post just gave.
struct NewTicket {
  OpenTicket ticket;
  std::vector<DueLetter> members;
};

/// A ticket to be asked for again later.
struct PostponedTicket {
  std::string ticket;
  Instant next_question_at;
  int failures = 0;
};

/// What a few answers amount to; written together.
struct Harvest {
  std::vector<TrackingUpdate> updates;
  std::vector<QuietAnswer> quiet;
  std::vector<std::string> closed_tickets;  ///< forgotten, so that their members may be asked anew
  std::vector<PostponedTicket> postponed;
  bool empty() const { return updates.empty() && quiet.empty() && closed_tickets.empty() && postponed.empty(); }
};

/// What came of a write.
struct ApplyOutcome {
  std::size_t written = 0;    ///< updates
  std::size_t conflicts = 0;  ///< letters whose status was no longer `from`; left as they are
};

/// What polling asks of the storage. Letters include the test letters of batches. Every method is one transaction and
/// durable when it returns. Errors: io_failed, disk_full, data_corrupt, service_unavailable. One method may write while
/// another thread reads; several processes may use the same storage, but only one of them polls at a time (the
/// caller's lock).
class PollStore {
 public:
  virtual ~PollStore() = default;

  /// Open tickets with next_question_at ≤ now, oldest question first, at most `most`.
  virtual Result<std::vector<OpenTicket>> ripe_tickets(Instant now, std::size_t most) = 0;

  /// The letters of an open ticket by letter_no; none if there is no such ticket.
  virtual Result<std::vector<AskedLetter>> members(const std::string& ticket) = 0;

  /// How many letters are to be asked about again at some time, those in tickets included; may be three hours behind.
  virtual Result<std::int64_t> letters_to_ask() = 0;

  /// Letters that no open ticket holds, by next_poll_at, then letter_no, at most `most`: those with
  /// next_poll_at ≤ now and, if `all`, also every other one that was handed over and is not final.
  virtual Result<std::vector<DueLetter>> due_letters(Instant now, bool all, std::size_t most) = 0;

  /// The letters of these numbers with their events, in any order; numbers that are not ours are left out.
  virtual Result<std::vector<TrackedLetter>> letters(std::span<const TrackNumber> numbers) = 0;

  /// Takes up to `wanted` calls from what is left of `most` on `day` and returns how many it took; counted for good,
  /// before the calls are made.
  virtual Result<int> reserve_calls(Date day, int wanted, int most) = 0;

  /// Keeps new tickets with their members. Tells for each whether it was kept: one whose name is taken already is not.
  virtual Result<std::vector<bool>> record_tickets(std::span<const NewTicket> tickets) = 0;

  virtual Result<ApplyOutcome> apply(const Harvest& harvest) = 0;

  /// The stop that was written last; it may be over.
  virtual Result<std::optional<TicketStop>> ticket_stop() = 0;

  virtual Result<void> write_ticket_stop(const std::optional<TicketStop>& stop,
                                         std::span<const AlarmChange> alarms) = 0;
};

}  // namespace postproof::tracking
