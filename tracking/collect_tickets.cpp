// The first half of a run: ripe tickets. Three things go on at once: answers of the next tickets are fetched, those of
// the present ones are read and compared, those of the last ones are written.

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

#include "core/ensure.hpp"
#include "tracking/poll_run.hpp"

namespace postproof::tracking {

namespace {

constexpr std::size_t most_ripe_at_once = 1024;
constexpr std::size_t calls_counted_at_once = 32;

using Tickets = std::vector<OpenTicket>;

/// Some tickets and what the post sent for each.
struct Fetched {
  Tickets tickets;
  std::vector<Result<std::string>> texts;
};

class Collection {
 public:
  explicit Collection(PollRun& run) : run_(run) {}

  /// Asks for all of them, as far as calls are left; true if more may be asked for.
  Result<bool> ask_for(Tickets tickets);

 private:
  Result<std::future<Fetched>> fetch_next();
  Result<void> read(Fetched fetched, Harvest& harvest);
  Result<void> read_one(const OpenTicket& ticket, Result<std::string> text, Harvest& harvest);
  Result<void> take_items(const OpenTicket& ticket, const BatchAnswer& answer, Harvest& harvest);
  Result<void> take_news(const BatchAnswer& answer, const std::vector<TrackNumber>& numbers, Harvest& harvest);
  Result<void> refuse(const OpenTicket& ticket, std::optional<BatchError> refusal, Harvest& harvest);

  PollRun& run_;
  Tickets waiting_;
  std::size_t asked_ = 0;    // of waiting_
  std::size_t counted_ = 0;  // calls counted and not made yet
  bool heard_ = true;        // the last round brought an answer of any kind
};

/// Starts fetching the next few answers; no future if there are no more, or no calls are left.
Result<std::future<Fetched>> Collection::fetch_next() {
  const std::size_t left = waiting_.size() - asked_;
  if (counted_ == 0 && left > 0 && !run_.summary.budget_spent) {
    PP_TRY(counted_, run_.reserve(std::min(left, calls_counted_at_once), run_.settings.daily_budget));
  }
  const std::size_t calls = std::min({counted_, left, static_cast<std::size_t>(run_.settings.requests_at_once)});
  if (calls == 0 || !heard_) return std::future<Fetched>{};
  const auto first = waiting_.begin() + static_cast<std::ptrdiff_t>(asked_);
  Fetched fetched{{first, first + static_cast<std::ptrdiff_t>(calls)}, {}};
  asked_ += calls;
  counted_ -= calls;
  return std::async(std::launch::async, [&client = run_.client, fetched = std::move(fetched)]() mutable {
    std::vector<std::string> names;
    for (const OpenTicket& ticket : fetched.tickets) names.push_back(ticket.ticket);
    fetched.texts = client.collect(names);
    return std::move(fetched);
  });
}

Result<bool> Collection::ask_for(Tickets tickets) {
  waiting_ = std::move(tickets);
  std::future<Result<void>> writing;
  PP_TRY(std::future<Fetched> coming, fetch_next());
  while (coming.valid()) {
    Fetched fetched = coming.get();
    heard_ = std::ranges::any_of(fetched.texts, [](const auto& text) { return text.has_value(); });
    PP_TRY(coming, fetch_next());
    auto harvest = std::make_unique<Harvest>();
    PP_TRYV(read(std::move(fetched), *harvest));
    if (writing.valid()) {
      PP_TRYV(writing.get());
    }
    writing = std::async(std::launch::async,
                         [this, harvest = std::move(harvest)]() -> Result<void> { return run_.apply(*harvest); });
  }
  if (writing.valid()) {
    PP_TRYV(writing.get());
  }
  return heard_ && asked_ == waiting_.size();
}

Result<void> Collection::read(Fetched fetched, Harvest& harvest) {
  for (std::size_t i = 0; i < fetched.tickets.size(); ++i) {
    PP_TRYV(read_one(fetched.tickets[i], std::move(fetched.texts[i]), harvest));
  }
  return success();
}

Result<void> Collection::read_one(const OpenTicket& ticket, Result<std::string> text, Harvest& harvest) {
  if (!text) {
    run_.tell(text.error().detail);
    return refuse(ticket, std::nullopt, harvest);
  }
  const auto answer = read_batch_answer(std::move(text).value());
  if (!answer) {
    run_.tell(answer.error().detail);
    return refuse(ticket, std::nullopt, harvest);
  }
  if (const auto* refusal = std::get_if<BatchError>(&answer.value())) return refuse(ticket, *refusal, harvest);
  return take_items(ticket, std::get<BatchAnswer>(answer.value()), harvest);
}

Result<void> Collection::refuse(const OpenTicket& ticket, std::optional<BatchError> refusal, Harvest& harvest) {
  if (refusal == BatchError::not_authorised) {
    run_.summary.quota_spent = true;
    PP_TRYV(run_.stop_for_quota());
  }
  if (refusal && refusal != BatchError::not_ready) run_.tell(sentence_of(*refusal));
  const TicketStep step = step_after(refusal);
  if (step == TicketStep::ask_anew) {
    ++run_.summary.tickets_dropped;
    harvest.closed_tickets.push_back(ticket.ticket);
    return success();
  }
  const int failures = step == TicketStep::back_off ? ticket.failures + 1 : 0;
  const seconds pause = failures > 0 ? back_off_after(failures, ticket.ticket) : ticket_pace;
  ++run_.summary.tickets_waiting;
  harvest.postponed.push_back({ticket.ticket, run_.now + pause, failures});
  return success();
}

/// Parts what is as before from what must be looked at in full.
Result<void> Collection::take_items(const OpenTicket& ticket, const BatchAnswer& answer, Harvest& harvest) {
  PP_TRY(const std::vector<AskedLetter> asked, run_.store.members(ticket.ticket));
  std::vector<TrackNumber> news;
  std::size_t of_ours = 0;
  for (const AskedLetter& letter : asked) {
    const auto item = answer.find(letter.number.str());
    of_ours += item ? 1 : 0;
    auto quiet = item ? quiet_answer(letter, answer.digest(*item), run_.now, run_.settings.rules, run_.plan)
                      : std::optional<QuietAnswer>{};
    if (quiet) {
      harvest.quiet.push_back(std::move(*quiet));
      ++run_.summary.letters_answered;
      ++run_.summary.letters_quiet;
    } else {
      news.push_back(letter.number);
    }
  }
  run_.summary.foreign_items += answer.size() - of_ours;
  ++run_.summary.tickets_collected;
  harvest.closed_tickets.push_back(ticket.ticket);
  return take_news(answer, news, harvest);
}

Result<void> Collection::take_news(const BatchAnswer& answer, const std::vector<TrackNumber>& numbers,
                                   Harvest& harvest) {
  PP_TRY(const std::vector<TrackedLetter> letters, run_.store.letters(numbers));
  for (const TrackedLetter& letter : letters) {
    PostAnswer told{PostAnswer::Kind::no_answer, {}, {}};
    if (const auto place = answer.find(letter.number.str())) {
      ItemReply item = answer.read(*place);
      if (item.outcome == ItemOutcome::answered) {
        told = {PostAnswer::Kind::answered, std::move(item.events), answer.digest(*place)};
      }
    }
    if (told.kind == PostAnswer::Kind::no_answer) run_.left_out.push_back(letter.number);
    run_.decide(letter, told, harvest);
  }
  return success();
}

/// Drops those that the post has deleted by now; returns the others.
Result<Tickets> without_expired(PollRun& run, Tickets ripe) {
  Tickets living;
  Harvest dropped;
  for (OpenTicket& ticket : ripe) {
    if (is_expired(ticket.issued_at, run.now)) {
      ++run.summary.tickets_dropped;
      dropped.closed_tickets.push_back(ticket.ticket);
    } else {
      living.push_back(std::move(ticket));
    }
  }
  PP_TRYV(run.apply(dropped));
  return living;
}

}  // namespace

Result<void> collect_tickets(PollRun& run) {
  bool more = true;
  while (more) {
    PP_TRY(Tickets ripe, run.store.ripe_tickets(run.now, most_ripe_at_once));
    if (ripe.empty()) break;
    PP_TRY(Tickets living, without_expired(run, std::move(ripe)));
    Collection collection(run);
    PP_TRY(more, collection.ask_for(std::move(living)));
  }
  return success();
}

}  // namespace postproof::tracking
