#include <chrono>

#include <fmt/format.h>

#include "app/alarms_status.hpp"
#include "app/commands.hpp"
#include "app/sweep.hpp"
#include "batches/acknowledgement_folder.hpp"
#include "batches/run_night.hpp"
#include "system/lock_file.hpp"

namespace postproof::app {

namespace {

Result<batches::NightOrder> order_of(House& house, const NightlyOptions& options) {
  batches::NightOrder order;
  order.now = house.now();
  order.hand_over = !options.no_hand_over;
  if (!options.cutoff.empty()) {
    PP_TRY(order.cutoff, instant_argument(options.cutoff, "--cutoff"));
  }
  return order;
}

Result<Answer> dry_run(House& house, batches::Night& night, const batches::NightOrder& order) {
  PP_TRY(const std::int64_t due, batches::count_due(night, house.calendar(), order));
  Answer answer;
  answer.json = {{"batch_id", nullptr}, {"letters", due}, {"rejected", 0}, {"state", nullptr}, {"seconds", 0}};
  answer.text = fmt::format("{} letters are due; nothing was sealed (dry run)", due);
  return answer;
}

/// ", 23000/s, 40 s left" as far as anything can be said of it.
std::string pace(std::int64_t done, std::int64_t total, double seconds) {
  if (done == 0 || seconds <= 0) return {};
  const double rate = static_cast<double>(done) / seconds;
  return fmt::format(", {:.0f}/s, {:.0f} s left", rate, static_cast<double>(total - done) / rate);
}

Answer answer_of(const batches::NightReport& report, double seconds_taken) {
  Answer answer;
  if (!report.batch) {
    answer.json = {
        {"batch_id", nullptr}, {"letters", 0}, {"rejected", 0}, {"state", nullptr}, {"seconds", seconds_taken}};
    answer.text = report.remark.empty() ? "no letter was due" : report.remark;
  } else {
    const std::string state{name_of(report.batch->state)};
    answer.json = {{"batch_id", report.batch->id.str()},
                   {"letters", report.letters},
                   {"rejected", report.rejected},
                   {"state", state},
                   {"seconds", seconds_taken}};
    answer.text = fmt::format("batch {} is {}: {} letters, {} rejected, {:.1f} s", report.batch->id.str(), state,
                              report.letters, report.rejected, seconds_taken);
    if (!report.remark.empty()) answer.text += "\n" + report.remark;
  }
  if (report.person_needed) answer.status = exit_person_needed;
  return answer;
}

}  // namespace

Result<Answer> run_nightly(const CommandContext& context, const NightlyOptions& options) {
  PP_TRY(const auto house, context.open({false, true}));
  auto lock = system::LockFile::try_acquire(house->config().in("nightly.lock"));
  if (!lock && lock.error().kind == ErrorKind::another_run_active) {
    batches::NightReport nothing;
    nothing.remark = "another run is at work on this data folder";
    return answer_of(nothing, 0);
  }
  if (!lock) return lock.error();
  PP_TRYV(house->trust_clock());
  PP_TRY(batches::Night night, house->night());
  PP_TRY(const batches::NightOrder order, order_of(*house, options));
  if (options.dry_run) return dry_run(*house, night, order);
  ProgressLine progress(context.quiet);
  const auto begin = std::chrono::steady_clock::now();
  night.progress = [&](const batches::Batch& batch, std::int64_t done, std::int64_t total) {
    const std::chrono::duration<double> so_far = std::chrono::steady_clock::now() - begin;
    progress.show(done, total, "letters of " + batch.id.str() + " rendered" + pace(done, total, so_far.count()));
  };
  PP_TRY(const batches::NightReport report, batches::run_night(night, house->calendar(), order));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  Answer answer = answer_of(report, taken.count());
  PP_TRYV(add_alarms(*house, answer));
  return answer;
}

Result<Answer> run_acks_import(const CommandContext& context, const std::vector<std::string>& files) {
  PP_TRY(const auto house, context.open());
  batches::NightStore& store = house->database().night();
  const Path folder = house->config().in(house->config().dispatch.acks);
  PP_TRY(const batches::AckTrust trust, house->ack_trust());
  batches::AckReport report;
  Result<batches::PickUpReport> fetched = batches::PickUpReport{};
  if (files.empty()) {
    PP_TRY(PrintHouse* const print_house, house->print_house());
    fetched = print_house->pick_up();
    PP_TRY(report, batches::take_acknowledgements(store, house->files(), trust, folder, house->now()));
  }
  for (const std::string& file : files) {
    PP_TRY(const batches::AckOutcome outcome,
           batches::take_acknowledgement_file(store, house->files(), trust, file, folder, house->now()));
    report.count(outcome);
  }
  if (!fetched) return fetched.error();  // what had come before is taken all the same
  Answer answer;
  answer.json = {{"taken", report.taken},
                 {"repeated", report.repeated},
                 {"quarantined", report.quarantined},
                 {"not_yet", report.not_yet},
                 {"unreadable", report.unreadable}};
  answer.text = fmt::format("{} taken, {} repeated, {} quarantined, {} cannot be read, {} left to wait for their batch",
                            report.taken, report.repeated, report.quarantined, report.unreadable, report.not_yet);
  if (report.quarantined + report.unreadable > 0) answer.status = exit_person_needed;
  return answer;
}

Result<Answer> run_sweep(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRYV(house->trust_clock());
  PP_TRY(const SweepReport report, sweep(*house));
  Answer answer;
  answer.json = {{"expired", report.expired}, {"reminded", report.reminded}, {"lost", report.lost},
                 {"erased", report.erased},   {"closed", report.closed},     {"cleared", report.cleared}};
  answer.text = fmt::format(
      "{} codes expired, {} reminders, {} letters lost, {} erased, {} batches closed, {} batch folders removed",
      report.expired, report.reminded, report.lost, report.erased, report.closed, report.cleared);
  return answer;
}

}  // namespace postproof::app
