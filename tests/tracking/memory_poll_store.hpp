#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tracking/poll_store.hpp"

namespace postproof::tracking::test {

/// The port over maps, with the storage's duties: one ticket of a name, calls within the budget, guarded writes.
class MemoryPollStore final : public PollStore {
 public:
  std::map<TrackNumber, TrackedLetter> stored;
  std::map<TrackNumber, Instant> checked;
  std::map<std::string, NewTicket> tickets;
  std::map<TrackNumber, std::uint64_t> fingerprints;
  std::map<Date, int> calls;
  std::optional<TicketStop> stop;
  std::set<std::pair<std::string, std::string>> alarms;
  std::vector<std::pair<TrackNumber, Consequence>> told;
  int voided = 0;
  std::function<void()> before_apply;  ///< somebody else's write
  int writes_until_failure = -1;       ///< counted down by each write; at 0 it fails

  Result<std::vector<OpenTicket>> ripe_tickets(Instant now, std::size_t most) override {
    const std::lock_guard guard(mutex_);
    std::vector<OpenTicket> ripe;
    for (const auto& [name, ticket] : tickets) {
      if (ticket.ticket.next_question_at <= now && ripe.size() < most) ripe.push_back(ticket.ticket);
    }
    return ripe;
  }

  Result<std::vector<AskedLetter>> members(const std::string& ticket) override {
    const std::lock_guard guard(mutex_);
    std::vector<AskedLetter> found;
    for (const DueLetter& member : tickets.at(ticket).members) {
      const TrackedLetter& letter = stored.at(member.number);
      AskedLetter asked{
          member.letter_no, letter.number, letter.status, letter.base, letter.last_change_at, letter.storage_until, {}};
      if (const auto known = fingerprints.find(member.number); known != fingerprints.end()) {
        asked.fingerprint = known->second;
      }
      found.push_back(asked);
    }
    return found;
  }

  Result<std::int64_t> letters_to_ask() override {
    return std::ranges::count_if(stored, [](const auto& one) { return one.second.next_poll_at.has_value(); });
  }

  Result<std::vector<DueLetter>> due_letters(Instant now, bool all, std::size_t most) override {
    std::set<TrackNumber> held;
    for (const auto& [name, ticket] : tickets) {
      for (const DueLetter& member : ticket.members) held.insert(member.number);
    }
    std::vector<DueLetter> due;
    for (const auto& [number, letter] : stored) {
      const bool with_the_post = letter.status != orders::LetterStatus::ordered &&
                                 letter.status != orders::LetterStatus::sealed && !orders::is_final(letter.status);
      const bool is_due = letter.next_poll_at && *letter.next_poll_at <= now;
      if ((is_due || (all && with_the_post)) && !held.contains(number)) due.push_back({letter.letter_no, number});
    }
    const auto next_at = [this](const DueLetter& one) {
      return std::pair{stored.at(one.number).next_poll_at.value_or(Instant::max()), place_of(one.number)};
    };
    std::ranges::sort(due, {}, next_at);
    if (due.size() > most) due.resize(most);
    return due;
  }

  Result<std::vector<TrackedLetter>> letters(std::span<const TrackNumber> numbers) override {
    const std::lock_guard guard(mutex_);
    std::vector<TrackedLetter> found;
    for (const TrackNumber& number : numbers) {
      if (const auto at = stored.find(number); at != stored.end()) found.push_back(at->second);
    }
    return found;
  }

  Result<int> reserve_calls(Date day, int wanted, int most) override {
    const std::lock_guard guard(mutex_);
    const int granted = std::clamp(most - calls[day], 0, wanted);
    calls[day] += granted;
    return granted;
  }

  Result<std::vector<bool>> record_tickets(std::span<const NewTicket> fresh) override {
    const std::lock_guard guard(mutex_);
    PP_TRYV(write());
    std::vector<bool> kept;
    for (const NewTicket& ticket : fresh) kept.push_back(tickets.emplace(ticket.ticket.ticket, ticket).second);
    return kept;
  }

  Result<ApplyOutcome> apply(const Harvest& harvest) override {
    const std::lock_guard guard(mutex_);
    PP_TRYV(write());
    if (before_apply) before_apply();
    ApplyOutcome outcome;
    for (const TrackingUpdate& update : harvest.updates) ++(apply_one(update) ? outcome.written : outcome.conflicts);
    for (const QuietAnswer& quiet : harvest.quiet) {
      stored.at(quiet.number).next_poll_at = quiet.next_poll_at;
      checked[quiet.number] = quiet.checked_at;
    }
    for (const std::string& ticket : harvest.closed_tickets) tickets.erase(ticket);
    for (const PostponedTicket& postponed : harvest.postponed) {
      tickets.at(postponed.ticket).ticket.next_question_at = postponed.next_question_at;
      tickets.at(postponed.ticket).ticket.failures = postponed.failures;
    }
    return outcome;
  }

  Result<std::optional<TicketStop>> ticket_stop() override { return stop; }

  Result<void> write_ticket_stop(const std::optional<TicketStop>& wanted,
                                 std::span<const AlarmChange> changes) override {
    const std::lock_guard guard(mutex_);
    PP_TRYV(write());
    stop = wanted;
    for (const AlarmChange& change : changes) set_alarm(change);
    return success();
  }

  bool has_alarm(TrackingAlarmKind kind, const std::string& object) const {
    return alarms.contains({std::string{name_of(kind)}, object});
  }

 private:
  std::mutex mutex_;

  Result<void> write() {
    if (writes_until_failure == 0) return fail(ErrorKind::io_failed, "the disk is gone");
    if (writes_until_failure > 0) --writes_until_failure;
    return success();
  }

  bool apply_one(const TrackingUpdate& update) {
    TrackedLetter& letter = stored.at(update.number);
    if (letter.status != update.from) return false;
    letter.status = update.to;
    letter.events = merge(letter.events, update.added).all;
    letter.events = merge(letter.events, update.changed).all;
    letter.storage_until = update.storage_until;
    letter.last_change_at = update.last_change_at;
    letter.next_poll_at = update.next_poll_at;
    letter.done = Consequences{static_cast<std::uint8_t>(letter.done.bits() | update.due.bits())};
    if (update.checked_at) checked[update.number] = *update.checked_at;
    fingerprints.erase(update.number);
    if (update.fingerprint) fingerprints.emplace(update.number, *update.fingerprint);
    for (const auto one : {Consequence::first_scan, Consequence::at_office, Consequence::returning,
                           Consequence::delivered, Consequence::returned, Consequence::lost}) {
      if (update.due.contains(one)) told.emplace_back(update.number, one);
    }
    voided += update.void_code ? 1 : 0;
    for (const AlarmChange& change : update.alarms) {
      if (change.kind == TrackingAlarmKind::assignment_cancelled) letter.assignment_alarm_open = change.raise;
      set_alarm(change);
    }
    return true;
  }

  void set_alarm(const AlarmChange& change) {
    const std::pair key{std::string{name_of(change.kind)}, change.object};
    if (change.raise) {
      alarms.insert(key);
    } else {
      alarms.erase(key);
    }
  }
};

}  // namespace postproof::tracking::test
