#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "orders/letter_status.hpp"
#include "tracking/letter_tracking.hpp"
#include "tracking/poll_plan.hpp"
#include "tracking/tracking_alarm.hpp"
#include "tracking/tracking_event.hpp"

namespace postproof::tracking {

/// What follows from tracking once in a letter's life and is never taken back. Bits, stored as one number.
enum class Consequence : std::uint8_t {
  first_scan = 1,       ///< notice letter.accepted
  at_office = 2,        ///< notice letter.at_office
  returning = 4,        ///< notice letter.returning
  delivered = 8,        ///< notice letter.delivered
  returned = 16,        ///< notice letter.returned; the code is void
  lost = 32,            ///< notice letter.lost; the code is void
  storage_ending = 64,  ///< notice letter.storage_ending; told by the sweep
};

/// A set of consequences.
class Consequences {
 public:
  Consequences() = default;
  /// Bits as stored; foreign bits are kept.
  explicit Consequences(std::uint8_t bits) : bits_(bits) {}

  void add(Consequence one) { bits_ = static_cast<std::uint8_t>(bits_ | static_cast<std::uint8_t>(one)); }
  bool contains(Consequence one) const { return (bits_ & static_cast<std::uint8_t>(one)) != 0; }
  bool any_of(Consequences other) const { return (bits_ & other.bits_) != 0; }
  Consequences without(Consequences other) const {
    return Consequences{static_cast<std::uint8_t>(bits_ & ~other.bits_)};
  }
  bool empty() const { return bits_ == 0; }
  std::uint8_t bits() const { return bits_; }
  friend bool operator==(const Consequences&, const Consequences&) = default;

 private:
  std::uint8_t bits_ = 0;
};

/// A letter as stored, as far as tracking looks at it. Test letters are such letters too.
struct TrackedLetter {
  std::int64_t letter_no = 0;  ///< the storage's own
  LetterId id;
  TrackNumber number;
  orders::LetterStatus status = orders::LetterStatus::ordered;
  TrackingBase base;
  Instant last_change_at;  ///< of status or events; at first the hand-over
  std::optional<Date> storage_until;
  std::optional<Instant> next_poll_at;
  Consequences done;
  bool assignment_alarm_open = false;
  std::vector<TrackingEvent> events;
};

/// What came of asking the post about one letter.
struct PostAnswer {
  enum class Kind : std::uint8_t {
    answered,   ///< well formed; `events` may be empty ("nothing known")
    no_answer,  ///< asked, but nothing usable came
    not_asked,  ///< only time has passed
  };
  Kind kind = Kind::not_asked;
  std::vector<TrackingEvent> events;                   ///< as events_of_answer makes them
  std::optional<std::uint64_t> digest = std::nullopt;  ///< of the batch answer's item, if it was one
};

/// Everything there is to write for one letter, in one transaction. The store writes it only if the letter's status is
/// still `from`; else it leaves the letter as it is (and due) and counts a conflict.
struct TrackingUpdate {
  std::int64_t letter_no = 0;
  LetterId id;
  TrackNumber number;
  orders::LetterStatus from = orders::LetterStatus::ordered;
  orders::LetterStatus to = orders::LetterStatus::ordered;
  std::optional<orders::LetterEvent> event;  ///< leads from `from` to `to`; nothing if they are equal
  std::vector<TrackingEvent> added;
  std::vector<TrackingEvent> changed;   ///< known operations whose tie, name or place is to be overwritten
  std::optional<Date> storage_until;    ///< the new value, nothing included
  std::optional<Instant> checked_at;    ///< nothing: leave the old value
  Instant last_change_at;               ///< the new value
  std::optional<Instant> next_poll_at;  ///< the new value; nothing: never again
  Consequences due;                     ///< not done before; add to the letter's done ones and carry out
  bool void_code = false;               ///< an issued or live code becomes void; for the first time
  bool starts_erasure = false;          ///< the letter is final for the first time: the erasure clock starts
  std::vector<AlarmChange> alarms;
  std::optional<std::uint64_t> fingerprint;  ///< of the answer, to be kept; nothing: the next one is looked at in full
  std::size_t events_dropped = 0;            ///< for the operator: more events than are kept
  std::size_t unknown_operations = 0;  ///< among `added`: of codes that the table does not name; kept as they came
};

/// What a look-up shows of the letter: status_of, but the status stored where the letters' state table does not let it
/// follow (a letter that never left).
TrackingFacts facts_shown(const TrackedLetter& letter, Instant now, const TrackingRules& rules);

/// Decides what is to be written; pure. The status follows status_of, guarded by the letters' state table: where that
/// has no row (a letter that never left), the status stays, nothing follows, and an alarm is raised. Applying the same
/// answer twice changes nothing the second time but checked_at and next_poll_at.
TrackingUpdate update_of(const TrackedLetter& letter, const PostAnswer& answer, Instant now, const TrackingRules& rules,
                         const PlanRules& plan);

}  // namespace postproof::tracking
