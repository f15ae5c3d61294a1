#pragma once

#include "core/clock.hpp"
#include "core/sealer.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"
#include "tracking/poll_store.hpp"

namespace postproof::store {

/// tracking::PollStore over the database. Writes carry the instant of `clock`. Letters that were handed over are taken
/// into the table of polls when due ones are asked for.
class PollRows final : public tracking::PollStore {
 public:
  PollRows(Writer& writer, Readers& readers, Sealer& personal, const Clock& clock, bool notices_wanted)
      : writer_(writer), readers_(readers), personal_(personal), clock_(clock), notices_wanted_(notices_wanted) {}

  Result<std::vector<tracking::OpenTicket>> ripe_tickets(Instant now, std::size_t most) override;
  Result<std::vector<tracking::AskedLetter>> members(const std::string& ticket) override;
  Result<std::int64_t> letters_to_ask() override;
  Result<std::vector<tracking::DueLetter>> due_letters(Instant now, bool all, std::size_t most) override;
  Result<std::vector<tracking::TrackedLetter>> letters(std::span<const TrackNumber> numbers) override;
  Result<int> reserve_calls(Date day, int wanted, int most) override;
  Result<std::vector<bool>> record_tickets(std::span<const tracking::NewTicket> tickets) override;
  Result<tracking::ApplyOutcome> apply(const tracking::Harvest& harvest) override;
  Result<std::optional<tracking::TicketStop>> ticket_stop() override;
  Result<void> write_ticket_stop(const std::optional<tracking::TicketStop>& stop,
                                 std::span<const tracking::AlarmChange> alarms) override;

 private:
  Result<void> take_over();

  struct Counted {
    Instant at;
    std::int64_t letters = 0;
  };
  std::optional<Counted> counted_;

  Writer& writer_;
  Readers& readers_;
  Sealer& personal_;
  const Clock& clock_;
  bool notices_wanted_;
};

/// The events of one letter, by comes_before.
std::vector<tracking::TrackingEvent> tracking_events(Connection& db, std::int64_t letter_no);

}  // namespace postproof::store
