// The second half of a run: tickets for due letters, and questions one by one where the post gives none.

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "tracking/poll_run.hpp"

namespace postproof::tracking {

namespace {

using Letters = std::vector<DueLetter>;

constexpr std::size_t most_due_at_once = 100'000;  // 5 MB

class Issue {
 public:
  Issue(PollRun& run, bool all)
      : run_(run),
        all_(all),
        most_calls_(all ? run.settings.daily_budget
                        : calls_open_by(run.now, run.settings.zone, run.settings.daily_budget)) {}

  Result<void> issue_all();
  Result<void> settle(const std::optional<TicketStop>& before);

 private:
  Result<void> fill_due();
  Result<std::vector<Letters>> next_lists();
  Result<void> request(std::vector<Letters> lists);
  void take_reply(const Letters& list, Result<TicketReply> reply, std::vector<NewTicket>& given);
  void fail_list(const Letters& list, std::string why);
  Result<void> record(std::vector<NewTicket> given);
  Result<void> ask_singly(std::vector<TrackNumber> numbers);
  PostAnswer single_answer(Result<HistoryReply> reply);

  PollRun& run_;
  const bool all_;
  const int most_calls_;
  Letters due_;           // read, and not in a list before next_
  std::size_t next_ = 0;  // of due_
  bool is_last_ = false;  // nothing is due besides due_
  Letters failed_;        // without a ticket for another reason than the quota
};

Result<void> Issue::issue_all() {
  while (!run_.summary.budget_spent && !run_.summary.quota_spent && failed_.empty()) {
    PP_TRY(auto lists, next_lists());
    if (lists.empty()) break;
    PP_TRYV(request(std::move(lists)));
  }
  return success();
}

/// Reads many at once, because each reading passes by those that are in tickets.
Result<void> Issue::fill_due() {
  if (next_ < due_.size() || is_last_) return success();
  PP_TRY(due_, run_.store.due_letters(run_.now, all_, most_due_at_once));
  next_ = 0;
  is_last_ = due_.size() < most_due_at_once;
  return success();
}

/// The next due letters, cut into as many lists as there are calls left.
Result<std::vector<Letters>> Issue::next_lists() {
  PP_TRYV(fill_due());
  std::vector<Letters> lists;
  if (next_ == due_.size()) return lists;
  const auto per_list = static_cast<std::size_t>(run_.settings.items_per_ticket);
  const std::size_t wanted = std::min((due_.size() - next_ + per_list - 1) / per_list,
                                      static_cast<std::size_t>(run_.settings.requests_at_once));
  PP_TRY(const std::size_t granted, run_.reserve(wanted, most_calls_));
  while (lists.size() < granted) {
    const std::span list = std::span{due_}.subspan(next_, std::min(per_list, due_.size() - next_));
    lists.emplace_back(list.begin(), list.end());
    next_ += list.size();
  }
  return lists;
}

Result<void> Issue::request(std::vector<Letters> lists) {
  std::vector<std::vector<TrackNumber>> numbers(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const DueLetter& letter : lists[i]) numbers[i].push_back(letter.number);
  }
  auto replies = run_.client.request_tickets(numbers);
  std::vector<NewTicket> given;
  for (std::size_t i = 0; i < lists.size(); ++i) take_reply(lists[i], std::move(replies[i]), given);
  return record(std::move(given));
}

void Issue::take_reply(const Letters& list, Result<TicketReply> reply, std::vector<NewTicket>& given) {
  if (!reply) return fail_list(list, reply.error().detail);
  if (const auto* refusal = std::get_if<BatchError>(&reply.value())) {
    if (*refusal != BatchError::not_authorised) return fail_list(list, sentence_of(*refusal));
    run_.summary.quota_spent = true;
    return;
  }
  const Instant now = run_.now;
  given.push_back({{std::get<std::string>(reply.value()), now, first_question_at(now), 0}, list});
}

void Issue::fail_list(const Letters& list, std::string why) {
  run_.tell(std::move(why));
  failed_.insert(failed_.end(), list.begin(), list.end());
}

Result<void> Issue::record(std::vector<NewTicket> given) {
  if (given.empty()) return success();
  PP_TRY(const std::vector<bool> kept, run_.store.record_tickets(given));
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!kept[i]) {
      fail_list(given[i].members, "The post gave the same ticket twice.");
      continue;
    }
    ++run_.summary.tickets_issued;
    run_.summary.letters_asked += given[i].members.size();
  }
  return success();
}

/// Writes whether new tickets are to stop, and goes on by the other protocol where they failed.
Result<void> Issue::settle(const std::optional<TicketStop>& before) {
  if (!failed_.empty()) {
    const bool in_a_row = before && before->reason == TicketStop::Reason::service;
    const int failures = in_a_row ? before->failures + 1 : 1;
    const Instant until = run_.now + back_off_after(failures);
    PP_TRYV(run_.store.write_ticket_stop(TicketStop{TicketStop::Reason::service, until, failures}, {}));
  }
  if (run_.summary.quota_spent) return run_.stop_for_quota();
  if (failed_.empty() && before && run_.summary.tickets_issued > 0) {
    const AlarmChange over = quota_alarm(false);
    PP_TRYV(run_.store.write_ticket_stop(std::nullopt, std::span{&over, 1}));
  }
  std::vector<TrackNumber> singly = run_.left_out;
  for (const DueLetter& letter : failed_) singly.push_back(letter.number);
  return ask_singly(std::move(singly));
}

Result<void> Issue::ask_singly(std::vector<TrackNumber> numbers) {
  const std::size_t most = std::min(numbers.size(), static_cast<std::size_t>(run_.settings.singles_per_run));
  const auto at_once = static_cast<std::size_t>(run_.settings.requests_at_once);
  const PollSummary& summary = run_.summary;
  for (std::size_t first = 0; first < most && !summary.budget_spent && !summary.quota_spent; first += at_once) {
    PP_TRY(const std::size_t granted, run_.reserve(std::min(at_once, most - first), most_calls_));
    const std::span asked = std::span{numbers}.subspan(first, granted);
    auto replies = run_.client.history(asked);
    std::unordered_map<std::string, PostAnswer> answers;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      answers.emplace(asked[i].str(), single_answer(std::move(replies[i])));
    }
    run_.summary.letters_asked += asked.size();
    PP_TRY(const auto letters, run_.store.letters(asked));
    Harvest harvest;
    for (const TrackedLetter& letter : letters) run_.decide(letter, answers.at(letter.number.str()), harvest);
    PP_TRYV(run_.apply(harvest));
  }
  return summary.quota_spent ? run_.stop_for_quota() : success();
}

PostAnswer Issue::single_answer(Result<HistoryReply> reply) {
  if (!reply) {
    run_.tell(reply.error().detail);
  } else if (auto* events = std::get_if<std::vector<TrackingEvent>>(&reply.value())) {
    return {PostAnswer::Kind::answered, std::move(*events), {}};
  } else if (std::get<SingleFault>(reply.value()) == SingleFault::not_authorised) {
    run_.summary.quota_spent = true;
  }
  return {PostAnswer::Kind::no_answer, {}, {}};
}

}  // namespace

Result<void> issue_tickets(PollRun& run, bool all) {
  PP_TRY(const std::optional<TicketStop> before, run.store.ticket_stop());
  if (before && before->until > run.now) {
    if (before->reason == TicketStop::Reason::quota) run.summary.quota_spent = true;
    return success();
  }
  Issue issue(run, all);
  PP_TRYV(issue.issue_all());
  return issue.settle(before);
}

}  // namespace postproof::tracking
