#pragma once

#include <span>
#include <string>

#include "tracking/poll.hpp"

namespace postproof::tracking {

/// What the two halves of one run of polling share: whom to ask, where to write, what was done. Not for others than
/// run_poll.
struct PollRun {
  PollStore& store;
  PostClient& client;
  const Instant now;
  const PollSettings& settings;
  const PlanRules plan;
  PollSummary summary = {};
  std::vector<TrackNumber> left_out = {};  ///< asked for by ticket, and not in its answer

  /// Counts up to `wanted` calls against the day, of which `most` may be made, and returns how many may be made now.
  Result<std::size_t> reserve(std::size_t wanted, int most);

  /// Decides what the answer means and puts it into the harvest.
  void decide(const TrackedLetter& letter, const PostAnswer& answer, Harvest& harvest);

  /// Writes and counts.
  Result<void> apply(const Harvest& harvest);

  Result<void> stop_for_quota();
  /// A sentence for the operator; the first 20 are kept.
  void tell(std::string failure);
};

/// The refusal for the operator.
std::string sentence_of(BatchError refusal);

/// Asks for ripe tickets and applies the answers.
Result<void> collect_tickets(PollRun& run);

/// Issues tickets for due letters.
Result<void> issue_tickets(PollRun& run, bool all);

}  // namespace postproof::tracking
