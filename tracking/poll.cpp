#include "tracking/poll.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/ensure.hpp"
#include "tracking/ticket_rules.hpp"

namespace postproof::tracking {

namespace {

constexpr std::size_t most_failures_told = 20;

void check(const PollSettings& settings) {
  ensure(settings.items_per_ticket >= 1 && settings.items_per_ticket <= static_cast<int>(most_items_of_a_ticket),
         "a ticket holds 1 to 3000 items");
  ensure(settings.daily_budget >= 0 && settings.requests_at_once >= 1 && settings.singles_per_run >= 0,
         "settings of polling are validated");
}

std::string sentence_of(BatchError refusal) {
  return "The post refused a ticket with code " + std::to_string(static_cast<int>(refusal)) + ".";
}

/// What the answer says of one asked number.
PostAnswer answer_of(const ItemReply* item) {
  if (item == nullptr || item->outcome != ItemOutcome::answered) return {PostAnswer::Kind::no_answer, {}};
  return {PostAnswer::Kind::answered, item->events};
}

class PollRun {
 public:
  PollRun(PollStore& store, PostClient& client, Instant now, const PollSettings& settings)
      : store_(store), client_(client), now_(now), settings_(settings) {}

  Result<void> collect();
  Result<void> issue(bool all);
  PollSummary summary() && { return std::move(summary_); }

 private:
  using Numbers = std::vector<TrackNumber>;
  using Answers = std::unordered_map<std::string, PostAnswer>;

  Result<std::size_t> reserve(std::size_t wanted);
  Result<std::vector<OpenTicket>> without_expired(std::vector<OpenTicket> ripe);
  Result<void> take(const OpenTicket& ticket, Result<BatchReply> reply);
  Result<void> take_items(const OpenTicket& ticket, std::vector<ItemReply> items);
  Result<void> refuse(const OpenTicket& ticket, std::optional<BatchError> refusal);
  Result<void> drop(const OpenTicket& ticket);
  Result<void> write(std::span<const TrackNumber> numbers, const Answers& answers,
                     const std::optional<std::string>& closed_ticket);
  Result<std::vector<Numbers>> next_lists(bool all);
  Result<void> take_ticket(const Numbers& list, Result<TicketReply> reply, Numbers& failed);
  Result<void> settle(const std::optional<TicketStop>& before, const Numbers& failed);
  Result<void> ask_singly(const Numbers& numbers);
  PostAnswer single_answer(Result<HistoryReply> reply);
  Result<void> stop_for_quota() {
    const AlarmChange alarm = quota_alarm(true);
    return store_.write_ticket_stop(quota_stop(now_, settings_.zone), std::span{&alarm, 1});
  }
  void tell(std::string failure) {
    if (summary_.failures.size() < most_failures_told) summary_.failures.push_back(std::move(failure));
  }

  PollStore& store_;
  PostClient& client_;
  const Instant now_;
  const PollSettings& settings_;
  PollSummary summary_;
};

/// How many of `wanted` calls may be made.
Result<std::size_t> PollRun::reserve(std::size_t wanted) {
  const Date day = local_date(now_, settings_.zone);
  PP_TRY(const int granted, store_.reserve_calls(day, static_cast<int>(wanted), settings_.daily_budget));
  const auto calls = static_cast<std::size_t>(std::max(granted, 0));
  ensure(calls <= wanted, "no more calls are granted than wanted");
  if (calls < wanted) summary_.budget_spent = true;
  summary_.calls += granted;
  return calls;
}

Result<void> PollRun::collect() {
  while (!summary_.budget_spent) {
    PP_TRY(auto ripe, store_.ripe_tickets(now_, static_cast<std::size_t>(settings_.requests_at_once)));
    if (ripe.empty()) break;
    PP_TRY(auto tickets, without_expired(std::move(ripe)));
    if (tickets.empty()) continue;
    PP_TRY(const std::size_t granted, reserve(tickets.size()));
    tickets.resize(granted);
    std::vector<std::string> names;
    for (const OpenTicket& ticket : tickets) names.push_back(ticket.ticket);
    auto replies = client_.collect(names);
    for (std::size_t i = 0; i < tickets.size(); ++i) {
      PP_TRYV(take(tickets[i], std::move(replies[i])));
    }
  }
  return success();
}

/// Drops those that the post has deleted by now; returns the others.
Result<std::vector<OpenTicket>> PollRun::without_expired(std::vector<OpenTicket> ripe) {
  std::vector<OpenTicket> living;
  for (OpenTicket& ticket : ripe) {
    if (is_expired(ticket.issued_at, now_)) {
      PP_TRYV(drop(ticket));
    } else {
      living.push_back(std::move(ticket));
    }
  }
  return living;
}

Result<void> PollRun::take(const OpenTicket& ticket, Result<BatchReply> reply) {
  if (!reply) {
    tell(reply.error().detail);
    return refuse(ticket, std::nullopt);
  }
  if (auto* items = std::get_if<std::vector<ItemReply>>(&reply.value())) return take_items(ticket, std::move(*items));
  return refuse(ticket, std::get<BatchError>(reply.value()));
}

Result<void> PollRun::refuse(const OpenTicket& ticket, std::optional<BatchError> refusal) {
  if (refusal == BatchError::not_authorised) {
    summary_.quota_spent = true;
    PP_TRYV(stop_for_quota());
  }
  if (refusal && refusal != BatchError::not_ready) tell(sentence_of(*refusal));
  const TicketStep step = step_after(refusal);
  if (step == TicketStep::ask_anew) return drop(ticket);
  const int failures = step == TicketStep::back_off ? ticket.failures + 1 : 0;
  const seconds pause = failures > 0 ? back_off_after(failures) : ticket_pace;
  ++summary_.tickets_waiting;
  return store_.postpone_ticket(ticket.ticket, now_ + pause, failures);
}

Result<void> PollRun::drop(const OpenTicket& ticket) {
  ++summary_.tickets_dropped;
  PP_TRYV(store_.apply({}, ticket.ticket));
  return success();
}

Result<void> PollRun::take_items(const OpenTicket& ticket, std::vector<ItemReply> items) {
  std::unordered_map<std::string, const ItemReply*> by_number;
  for (const ItemReply& item : items) by_number.emplace(item.number.str(), &item);
  Answers answers;
  for (const TrackNumber& number : ticket.members) {
    const auto found = by_number.find(number.str());
    answers.emplace(number.str(), answer_of(found == by_number.end() ? nullptr : found->second));
  }
  for (const ItemReply& item : items) summary_.foreign_items += answers.contains(item.number.str()) ? 0 : 1;
  ++summary_.tickets_collected;
  return write(ticket.members, answers, ticket.ticket);
}

/// Decides and writes what the answers amount to.
Result<void> PollRun::write(std::span<const TrackNumber> numbers, const Answers& answers,
                            const std::optional<std::string>& closed_ticket) {
  PP_TRY(const auto letters, store_.letters(numbers));
  std::vector<TrackingUpdate> updates;
  for (const TrackedLetter& letter : letters) {
    const auto answer = answers.find(letter.number.str());
    if (answer == answers.end()) continue;
    const bool answered = answer->second.kind == PostAnswer::Kind::answered;
    ++(answered ? summary_.letters_answered : summary_.letters_unanswered);
    updates.push_back(update_of(letter, answer->second, now_, settings_.rules, settings_.plan));
    if (updates.back().to != updates.back().from) ++summary_.letters_changed;
    summary_.events_dropped += updates.back().events_dropped;
  }
  PP_TRY(const ApplyOutcome outcome, store_.apply(updates, closed_ticket));
  summary_.conflicts += outcome.conflicts;
  return success();
}

Result<void> PollRun::issue(bool all) {
  PP_TRY(const std::optional<TicketStop> before, store_.ticket_stop());
  if (before && before->until > now_) {
    if (before->reason == TicketStop::Reason::quota) summary_.quota_spent = true;
    return success();
  }
  Numbers failed;
  while (!summary_.budget_spent && !summary_.quota_spent && failed.empty()) {
    PP_TRY(auto lists, next_lists(all));
    if (lists.empty()) break;
    auto replies = client_.request_tickets(lists);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      PP_TRYV(take_ticket(lists[i], std::move(replies[i]), failed));
    }
  }
  return settle(before, failed);
}

/// The next due numbers, cut into as many lists as there are calls left.
Result<std::vector<PollRun::Numbers>> PollRun::next_lists(bool all) {
  const auto per_list = static_cast<std::size_t>(settings_.items_per_ticket);
  const std::size_t most = per_list * static_cast<std::size_t>(settings_.requests_at_once);
  PP_TRY(const Numbers due, store_.due_numbers(now_, all, most));
  std::vector<Numbers> lists;
  if (due.empty()) return lists;
  PP_TRY(const std::size_t granted, reserve((due.size() + per_list - 1) / per_list));
  for (std::size_t first = 0; first < due.size() && lists.size() < granted; first += per_list) {
    const std::size_t end = std::min(first + per_list, due.size());
    lists.emplace_back(due.begin() + static_cast<std::ptrdiff_t>(first),
                       due.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return lists;
}

/// Keeps the ticket, or notes why there is none; numbers without a ticket for another reason than the quota go to
/// `failed`.
Result<void> PollRun::take_ticket(const Numbers& list, Result<TicketReply> reply, Numbers& failed) {
  const auto fail_list = [&](std::string why) {
    tell(std::move(why));
    failed.insert(failed.end(), list.begin(), list.end());
  };
  if (!reply) {
    fail_list(reply.error().detail);
    return success();
  }
  if (const auto* refusal = std::get_if<BatchError>(&reply.value())) {
    if (*refusal == BatchError::not_authorised) {
      summary_.quota_spent = true;
    } else {
      fail_list(sentence_of(*refusal));
    }
    return success();
  }
  const OpenTicket ticket{std::get<std::string>(reply.value()), now_, first_question_at(now_), 0, list};
  const Result<void> recorded = store_.record_ticket(ticket);
  if (!recorded && recorded.error().kind != ErrorKind::state_conflict) return recorded.error();
  if (!recorded) {
    fail_list("The post gave the same ticket twice.");
    return success();
  }
  ++summary_.tickets_issued;
  summary_.letters_asked += list.size();
  return success();
}

/// Writes whether new tickets are to stop, and goes on by the other protocol where they failed.
Result<void> PollRun::settle(const std::optional<TicketStop>& before, const Numbers& failed) {
  if (!failed.empty()) {
    const bool in_a_row = before && before->reason == TicketStop::Reason::service;
    const int failures = in_a_row ? before->failures + 1 : 1;
    const TicketStop stop{TicketStop::Reason::service, now_ + back_off_after(failures), failures};
    PP_TRYV(store_.write_ticket_stop(stop, {}));
  }
  if (summary_.quota_spent) return stop_for_quota();
  if (!failed.empty()) return ask_singly(failed);
  if (before && summary_.tickets_issued > 0) {
    const AlarmChange over = quota_alarm(false);
    return store_.write_ticket_stop(std::nullopt, std::span{&over, 1});
  }
  return success();
}

Result<void> PollRun::ask_singly(const Numbers& numbers) {
  const std::size_t most = std::min(numbers.size(), static_cast<std::size_t>(settings_.singles_per_run));
  const auto at_once = static_cast<std::size_t>(settings_.requests_at_once);
  for (std::size_t first = 0; first < most && !summary_.budget_spent && !summary_.quota_spent; first += at_once) {
    PP_TRY(const std::size_t granted, reserve(std::min(at_once, most - first)));
    const std::span asked = std::span{numbers}.subspan(first, granted);
    auto replies = client_.history(asked);
    Answers answers;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      answers.emplace(asked[i].str(), single_answer(std::move(replies[i])));
    }
    summary_.letters_asked += asked.size();
    PP_TRYV(write(asked, answers, std::nullopt));
  }
  return summary_.quota_spent ? stop_for_quota() : success();
}

PostAnswer PollRun::single_answer(Result<HistoryReply> reply) {
  if (!reply) {
    tell(reply.error().detail);
  } else if (auto* events = std::get_if<std::vector<TrackingEvent>>(&reply.value())) {
    return {PostAnswer::Kind::answered, std::move(*events)};
  } else if (std::get<SingleFault>(reply.value()) == SingleFault::not_authorised) {
    summary_.quota_spent = true;
  }
  return {PostAnswer::Kind::no_answer, {}};
}

}  // namespace

Result<PollSummary> run_poll(PollStore& store, PostClient& client, const Clock& clock, const PollSettings& settings,
                             bool all) {
  check(settings);
  PollRun run{store, client, clock.now(), settings};
  PP_TRYV(run.collect());
  PP_TRYV(run.issue(all));
  return std::move(run).summary();
}

}  // namespace postproof::tracking
