#include "tracking/fresh_look.hpp"

#include <span>
#include <utility>

#include "tracking/ticket_rules.hpp"

namespace postproof::tracking {

namespace {

bool may_be_with_the_post(orders::LetterStatus status) {
  using orders::LetterStatus;
  return status != LetterStatus::ordered && status != LetterStatus::sealed && status != LetterStatus::cancelled &&
         status != LetterStatus::rejected;
}

}  // namespace

Result<TrackingUpdate> track_fresh(PollStore& store, PostClient& client, const Clock& clock,
                                   const PollSettings& settings, const TrackNumber& number) {
  const Instant now = clock.now();
  PP_TRY(const auto letters, store.letters(std::span{&number, 1}));
  if (letters.empty()) return fail(ErrorKind::track_number_not_found, "No letter has this track number.");
  const TrackedLetter& letter = letters.front();
  if (!may_be_with_the_post(letter.status)) return update_of(letter, {}, now, settings.rules, settings.plan);
  PP_TRY(const int granted, store.reserve_calls(local_date(now, settings.zone), 1, settings.daily_budget));
  if (granted < 1) {
    return fail(ErrorKind::service_unavailable,
                "The day's calls to the post are spent; the budget returns at midnight.");
  }
  auto replies = client.history(std::span{&number, 1});
  PP_TRY(auto reply, std::move(replies.front()));
  if (const auto* fault = std::get_if<SingleFault>(&reply)) {
    if (*fault == SingleFault::not_authorised) {
      const AlarmChange alarm = quota_alarm(true);
      PP_TRYV(store.write_ticket_stop(quota_stop(now, settings.zone), std::span{&alarm, 1}));
    }
    return fail(ErrorKind::remote_failed, *fault == SingleFault::not_authorised
                                              ? "The post refused: check login, password and quota."
                                              : "The post does not accept the question about this number.");
  }
  const PostAnswer answer{PostAnswer::Kind::answered, std::get<std::vector<TrackingEvent>>(std::move(reply))};
  TrackingUpdate update = update_of(letter, answer, now, settings.rules, settings.plan);
  Harvest harvest;
  harvest.updates.push_back(update);
  PP_TRY(const ApplyOutcome outcome, store.apply(harvest));
  if (outcome.conflicts > 0) return fail(ErrorKind::state_conflict, "The letter changed meanwhile; ask again.");
  return update;
}

}  // namespace postproof::tracking
