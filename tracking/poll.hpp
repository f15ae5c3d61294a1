#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "tracking/letter_tracking.hpp"
#include "tracking/poll_plan.hpp"
#include "tracking/poll_store.hpp"
#include "tracking/post_client.hpp"

namespace postproof::tracking {

struct PollSettings {
  int items_per_ticket = 500;              ///< 1-3000
  int daily_budget = 5000;                 ///< calls of both protocols per calendar day of `zone`, ≥ 0
  int requests_at_once = 8;                ///< ≥ 1; also bounds memory: twice so many answers are held
  int singles_per_run = 20;                ///< numbers asked one by one where tickets fail or leave them out, ≥ 0
  ZoneOffset zone{std::chrono::hours{3}};  ///< of the service
  TrackingRules rules;
  PlanRules plan;
};

/// What a run did. Counts of this run.
struct PollSummary {
  int calls = 0;
  int tickets_collected = 0;  ///< answered and applied
  int tickets_waiting = 0;    ///< asked and not ready, or failed; asked again later
  int tickets_dropped = 0;    ///< expired; their letters are asked anew
  int tickets_issued = 0;
  std::size_t letters_asked = 0;       ///< members of issued tickets and single questions
  std::size_t letters_answered = 0;    ///< usable answers, "nothing known" included
  std::size_t letters_unanswered = 0;  ///< asked, but nothing usable came; asked again later
  std::size_t letters_quiet = 0;       ///< of these, answered as the last time
  std::size_t letters_changed = 0;     ///< with a new status
  std::size_t conflicts = 0;           ///< changed by somebody else meanwhile; asked again
  std::size_t foreign_items = 0;       ///< answers about numbers that were not asked
  std::size_t unknown_operations = 0;  ///< new ones of codes that the table does not name; kept as they came
  std::size_t events_dropped = 0;
  bool budget_spent = false;          ///< our own budget held something back
  bool quota_spent = false;           ///< the post's quota holds new tickets back
  std::vector<std::string> failures;  ///< sentences for the operator, at most 20
};

/// One run of polling: collects ripe tickets, applies the answers, issues tickets for due letters (with `all` for every
/// handed-over, not final one without an open ticket) and returns; never sleeps. Reads the clock once. While answers
/// are read and compared, one thread fetches the next ones and another writes the last ones. Intervals are stretched
/// (stretch_of) where the letters under way would not fit into the budget; calls for new tickets open over the day
/// (calls_open_by) unless `all`. A failure of the post is counted and planned around; an Error is a failure of the
/// storage. Run again at any time: every step is kept before the next begins, calls are counted before they are made.
/// Where no answer of several comes through, the ripe tickets that are left wait for the next run. Where a ticket is
/// refused for another reason than the quota, or its answer leaves numbers out, up to singles_per_run of these numbers
/// are asked one by one; after a refusal new tickets back off.
Result<PollSummary> run_poll(PollStore& store, PostClient& client, const Clock& clock, const PollSettings& settings,
                             bool all);

}  // namespace postproof::tracking
