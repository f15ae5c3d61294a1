#pragma once

#include "core/clock.hpp"
#include "core/sealer.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"
#include "tracking/poll_store.hpp"

namespace postproof::store {

/// tracking::PollStore over the database. Writes carry the instant of `clock`.
class PollRows final : public tracking::PollStore {
 public:
  PollRows(Writer& writer, Readers& readers, Sealer& personal, const Clock& clock, bool notices_wanted)
      : writer_(writer), readers_(readers), personal_(personal), clock_(clock), notices_wanted_(notices_wanted) {}

  Result<std::vector<tracking::OpenTicket>> ripe_tickets(Instant now, std::size_t most) override;
  Result<std::vector<TrackNumber>> due_numbers(Instant now, bool all, std::size_t most) override;
  Result<std::vector<tracking::TrackedLetter>> letters(std::span<const TrackNumber> numbers) override;
  Result<int> reserve_calls(Date day, int wanted, int daily_budget) override;
  Result<void> record_ticket(const tracking::OpenTicket& ticket) override;
  Result<void> postpone_ticket(const std::string& ticket, Instant next_question_at, int failures) override;
  Result<tracking::ApplyOutcome> apply(std::span<const tracking::TrackingUpdate> updates,
                                       const std::optional<std::string>& closed_ticket) override;
  Result<std::optional<tracking::TicketStop>> ticket_stop() override;
  Result<void> write_ticket_stop(const std::optional<tracking::TicketStop>& stop,
                                 std::span<const tracking::AlarmChange> alarms) override;

 private:
  Result<bool> write_update(WriteScope& scope, const tracking::TrackingUpdate& update, Instant now);

  Writer& writer_;
  Readers& readers_;
  Sealer& personal_;
  const Clock& clock_;
  bool notices_wanted_;
};

/// The events of one letter, by comes_before.
std::vector<tracking::TrackingEvent> tracking_events(Connection& db, std::int64_t letter_no);

}  // namespace postproof::store
