#include "tracking/poll.hpp"

#include <algorithm>
#include <utility>

#include "core/ensure.hpp"
#include "tracking/poll_run.hpp"

namespace postproof::tracking {

namespace {

constexpr std::size_t most_failures_told = 20;

void check(const PollSettings& settings) {
  ensure(settings.items_per_ticket >= 1 && settings.items_per_ticket <= static_cast<int>(most_items_of_a_ticket),
         "a ticket holds 1 to 3000 items");
  ensure(settings.daily_budget >= 0 && settings.requests_at_once >= 1 && settings.singles_per_run >= 0,
         "settings of polling are validated");
}

}  // namespace

Result<std::size_t> PollRun::reserve(std::size_t wanted, int most) {
  const Date day = local_date(now, settings.zone);
  PP_TRY(const int granted, store.reserve_calls(day, static_cast<int>(wanted), most));
  const auto calls = static_cast<std::size_t>(std::max(granted, 0));
  ensure(calls <= wanted, "no more calls are granted than wanted");
  if (calls < wanted) summary.budget_spent = true;
  summary.calls += granted;
  return calls;
}

void PollRun::decide(const TrackedLetter& letter, const PostAnswer& answer, Harvest& harvest) {
  const bool answered = answer.kind == PostAnswer::Kind::answered;
  ++(answered ? summary.letters_answered : summary.letters_unanswered);
  const TrackingUpdate& update = harvest.updates.emplace_back(update_of(letter, answer, now, settings.rules, plan));
  if (update.to != update.from) ++summary.letters_changed;
  summary.events_dropped += update.events_dropped;
  summary.unknown_operations += update.unknown_operations;
}

Result<void> PollRun::apply(const Harvest& harvest) {
  if (harvest.empty()) return success();
  PP_TRY(const ApplyOutcome outcome, store.apply(harvest));
  summary.conflicts += outcome.conflicts;
  return success();
}

Result<void> PollRun::stop_for_quota() {
  const AlarmChange alarm = quota_alarm(true);
  return store.write_ticket_stop(quota_stop(now, settings.zone), std::span{&alarm, 1});
}

void PollRun::tell(std::string failure) {
  if (summary.failures.size() < most_failures_told) summary.failures.push_back(std::move(failure));
}

std::string sentence_of(BatchError refusal) {
  return "The post refused a ticket with code " + std::to_string(static_cast<int>(refusal)) + ".";
}

Result<PollSummary> run_poll(PollStore& store, PostClient& client, const Clock& clock, const PollSettings& settings,
                             bool all) {
  check(settings);
  PP_TRY(const std::int64_t letters, store.letters_to_ask());
  const int stretch = stretch_of(letters, settings.items_per_ticket, settings.daily_budget, settings.plan);
  PollRun run{store, client, clock.now(), settings, stretched(settings.plan, stretch)};
  PP_TRYV(collect_tickets(run));
  PP_TRYV(issue_tickets(run, all));
  return std::move(run.summary);
}

}  // namespace postproof::tracking
