#include "app/sweep.hpp"

#include <functional>

namespace postproof::app {

namespace {

constexpr int most_rounds = 10'000;
constexpr int most_unscanned = 500;
constexpr int storage_ending_days = 5;

/// Repeats a bounded step until there is nothing left.
Result<int> repeat(const std::function<Result<int>()>& step) {
  int sum = 0;
  for (int round = 0; round < most_rounds; ++round) {
    PP_TRY(const int changed, step());
    if (changed == 0) break;
    sum += changed;
  }
  return sum;
}

/// Letters that were printed long ago and never scanned: tracking's own rule says lost, without asking the post.
Result<int> lose_unscanned(House& house, Instant now) {
  const tracking::PollSettings settings = poll_settings(house.config());
  store::PollRows& rows = house.database().poll();
  const Instant before = now - days_in_seconds(settings.rules.unscanned_lost_days);
  PP_TRY(const std::vector<TrackNumber> numbers, house.database().sweep().unscanned_since(before, most_unscanned));
  PP_TRY(const std::vector<tracking::TrackedLetter> letters, rows.letters(numbers));
  tracking::Harvest harvest;
  for (const tracking::TrackedLetter& letter : letters) {
    tracking::TrackingUpdate update = tracking::update_of(letter, {}, now, settings.rules, settings.plan);
    if (update.to != update.from) harvest.updates.push_back(std::move(update));
  }
  if (harvest.empty()) return 0;
  PP_TRY(const tracking::ApplyOutcome outcome, rows.apply(harvest));
  return static_cast<int>(outcome.written);
}

/// Removes the local folders of batches whose term is over; the store is told afterwards, so that a run killed in
/// between does it again.
Result<int> clear_folders(House& house, Instant now) {
  store::SweepRows& rows = house.database().sweep();
  PP_TRY(const std::vector<BatchId> batches, rows.batches_to_clear(house.config().batch.keep_days, now));
  for (const BatchId& batch : batches) {
    PP_TRYV(house.files().remove_all(house.config().in(house.config().batch.outbox) / batch.str()));
    PP_TRYV(rows.record_cleared(batch, now));
  }
  return static_cast<int>(batches.size());
}

}  // namespace

tracking::PollSettings poll_settings(const Config& config) {
  tracking::PollSettings settings;
  settings.items_per_ticket = config.tracking.items_per_ticket;
  settings.daily_budget = config.tracking.daily_budget;
  settings.zone = config.rules.zone;
  settings.rules.storage_days = config.storage_days;
  settings.rules.unscanned_lost_days = config.rules.lost_after_days;
  return settings;
}

Result<SweepReport> sweep(House& house) {
  const Instant now = house.now();
  store::SweepRows& rows = house.database().sweep();
  const orders::Rules& rules = house.rules();
  SweepReport report;
  PP_TRY(report.expired, repeat([&] { return rows.expire_codes(now); }));
  PP_TRY(report.reminded, repeat([&] { return rows.remind(rules.reminder_days, now); }));
  const Date today = local_date(now, rules.zone);
  PP_TRY(report.storage_ending, repeat([&] { return rows.tell_storage_ending(storage_ending_days, today, now); }));
  PP_TRY(report.lost, repeat([&] { return lose_unscanned(house, now); }));
  PP_TRY(report.erased, repeat([&] { return rows.erase(rules.erase_after_days, now); }));
  PP_TRY(report.closed, rows.close_batches(now));
  PP_TRY(report.cleared, clear_folders(house, now));
  PP_TRY(const int forgotten, repeat([&] { return rows.forget_attempts(rules.account_window, now); }));
  (void)forgotten;  // housekeeping of no interest to anybody
  PP_TRYV(rows.watch(rules, house.calendar(), now));
  return report;
}

}  // namespace postproof::app
