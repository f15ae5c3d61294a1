// bench_tracking [--json] [--letters N]: one simulated day of asking the post about N letters under way, one in five
// with news, by tickets of 500 against postsim on loopback; beside pugixml alone over the same bytes.

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <pugixml.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/child_process.hpp"
#include "bench/report.hpp"
#include "bench/tracking_house.hpp"
#include "bench/work_folder.hpp"
#include "system/curl_http_client.hpp"
#include "system/posix_files.hpp"
#include "tracking/poll.hpp"

using namespace postproof;

namespace {

constexpr seconds step{16 * 60};  // a little more than the post's quarter of an hour, as its clock runs on
constexpr int steps = 92;         // a day, its end, and one to collect the last tickets

struct Options {
  std::int64_t letters = 1'000'000;
  std::string dir;
  std::string postsim;
  int budget = 5000;
  bool only_fill = false;
  bool json = false;
};

double cpu_seconds(int whose) {
  rusage usage{};
  getrusage(whose, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

Result<app::ChildProcess> start_post(const Path& folder, const Options& options, std::string& address) {
  system::PosixFiles files;
  const Path credentials = folder / "tracking.toml";
  PP_TRYV(files.write_synced(credentials, bytes_of("login = \"bench\"\npassword = \"bench\"\n")));
  const auto told = [](Instant instant) { return format_instant(instant, {}); };
  return app::ChildProcess::start(
      {options.postsim, "post", "--data", folder.string(), "--listen", "127.0.0.1:0", "--credentials",
       credentials.string(), "--invented", "1", "--invented-since",
       told(bench::post_stands_still - days_in_seconds(bench::posted_days)), "--invented-days",
       std::to_string(bench::posted_days), "--told-until", told(bench::post_stands_still)},
      "listening on ", address);
}

/// In a process of its own, so that its memory is not the polling's.
Result<void> fill_apart(const Path& folder, const std::string& address, std::int64_t letters) {
  const pid_t child = fork();
  if (child < 0) return fail(ErrorKind::internal_error, "cannot start a process for the letters");
  if (child == 0) {
    const auto filled = bench::fill_tracking_house(folder, address, letters);
    if (!filled) fmt::print(stderr, "{}\n", filled.error().detail);
    _exit(filled ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(ErrorKind::internal_error, "no letters were made");
  return success();
}

struct Day {
  tracking::PollSummary sum;
  double seconds = 0;
  double cpu = 0;
  double slowest_run = 0;
};

void add(Day& day, const tracking::PollSummary& run) {
  day.sum.calls += run.calls;
  day.sum.tickets_issued += run.tickets_issued;
  day.sum.tickets_collected += run.tickets_collected;
  day.sum.letters_asked += run.letters_asked;
  day.sum.letters_answered += run.letters_answered;
  day.sum.letters_unanswered += run.letters_unanswered;
  day.sum.letters_quiet += run.letters_quiet;
  day.sum.letters_changed += run.letters_changed;
  for (const std::string& failure : run.failures) day.sum.failures.push_back(failure);
}

Result<Day> poll_a_day(const Path& folder, const std::string& address, int budget) {
  ManualClock clock(bench::day_begins);
  bench::TrackingHouse house(folder);
  PP_TRYV(house.open(clock));
  PP_TRY(tracking::PostAccess access, bench::bench_access(address));
  system::CurlHttpClient http;
  tracking::PostClient client(http, std::move(access));
  tracking::PollSettings settings;
  settings.daily_budget = budget;
  settings.zone = {};
  Day day;
  for (int i = 0; i < steps; ++i) {
    PP_TRYV(bench::set_post_clock(folder, clock.now()));
    const double cpu_before = cpu_seconds(RUSAGE_SELF);
    const bench::Stopwatch watch;
    PP_TRY(const tracking::PollSummary run,
           tracking::run_poll(house.database().poll(), client, clock, settings, false));
    const double taken = watch.seconds();
    day.cpu += cpu_seconds(RUSAGE_SELF) - cpu_before;
    day.seconds += taken;
    day.slowest_run = std::max(day.slowest_run, taken);
    add(day, run);
    clock.advance(step);
  }
  return day;
}

/// What pugixml reads out of the kept answers, on one core.
struct Yardstick {
  double per_second = 0;
  double per_cpu_second = 0;
};

Result<Yardstick> parse_yardstick(const Path& folder) {
  PP_TRY(const std::vector<std::string> texts, bench::kept_answers(folder));
  constexpr double least_seconds = 3;
  std::size_t items = 0;
  const double cpu_before = cpu_seconds(RUSAGE_SELF);
  const bench::Stopwatch watch;
  while (watch.seconds() < least_seconds) {
    for (const std::string& text : texts) {
      pugi::xml_document document;
      if (!document.load_buffer(text.data(), text.size())) return fail(ErrorKind::internal_error, "a broken answer");
      items += 500;
    }
  }
  const auto read = static_cast<double>(items);
  return Yardstick{read / watch.seconds(), read / (cpu_seconds(RUSAGE_SELF) - cpu_before)};
}

Result<void> measure(const Options& options, const Path& folder) {
  std::string address;
  std::optional<app::ChildProcess> post;
  PP_TRY(app::ChildProcess started, start_post(folder, options, address));
  post.emplace(std::move(started));
  const bench::Stopwatch filling;
  if (!bench::is_filled(folder)) {
    PP_TRYV(fill_apart(folder, address, options.letters));
  }
  const double fill_seconds = filling.seconds();
  if (options.only_fill) return success();
  post.reset();
  const double children_before = cpu_seconds(RUSAGE_CHILDREN);
  PP_TRY(app::ChildProcess again, start_post(folder, options, address));
  post.emplace(std::move(again));
  PP_TRY(const Day day, poll_a_day(folder, address, options.budget));
  const double memory = bench::peak_rss_mib();
  post.reset();
  const double post_cpu = cpu_seconds(RUSAGE_CHILDREN) - children_before;
  PP_TRY(const Yardstick yardstick, parse_yardstick(folder));
  for (const std::string& failure : day.sum.failures) fmt::print(stderr, "bench_tracking: {}\n", failure);
  const auto answered = static_cast<double>(day.sum.letters_answered);
  const double rate = answered / day.seconds;
  bench::Report report;
  report.add("letters", options.letters);
  report.add("fill_seconds", fill_seconds, 1);
  report.add("letters_answered", static_cast<std::int64_t>(day.sum.letters_answered));
  report.add("share_with_news", 1 - static_cast<double>(day.sum.letters_quiet) / answered, 3);
  report.add("letters_changed", static_cast<std::int64_t>(day.sum.letters_changed));
  report.add("tickets", static_cast<std::int64_t>(day.sum.tickets_collected));
  report.add("calls", static_cast<std::int64_t>(day.sum.calls));
  report.add("daily_budget", static_cast<std::int64_t>(options.budget));
  report.add("seconds", day.seconds, 2);
  report.add("slowest_run_seconds", day.slowest_run, 2);
  report.add("letters_per_second", rate, 0);
  report.add("cpu_seconds", day.cpu, 2);
  report.add("postsim_cpu_seconds", post_cpu, 2);
  report.add("letters_per_cpu_second", answered / day.cpu, 0);
  report.add("parse_yardstick_per_second", yardstick.per_second, 0);
  report.add("parse_yardstick_per_cpu_second", yardstick.per_cpu_second, 0);
  report.add("ratio_to_parse", rate / yardstick.per_second, 4);
  report.add("ratio_by_cpu", answered / day.cpu / yardstick.per_cpu_second, 4);
  report.add("peak_rss_mib", memory, 0);
  report.print(options.json);
  if (day.sum.letters_answered < static_cast<std::size_t>(options.letters)) {
    return fail(ErrorKind::internal_error, "not every letter was asked for");
  }
  return success();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.postsim = app::sibling_program("postsim").string();
  CLI::App app("A simulated day of asking the post about N letters; beside the XML parser alone.");
  app.add_option("--letters", options.letters, "letters under way")->check(CLI::Range(500, 9'000'000));
  app.add_option("--budget", options.budget, "calls a day")->check(CLI::Range(1, 10'000'000));
  app.add_option("--postsim", options.postsim, "the program of the simulated post");
  app.add_option(
      "--dir", options.dir,
      "a folder to work in; kept, and letters that lie there are asked about once. Default: a temporary one");
  app.add_flag("--only-fill", options.only_fill, "make the letters and stop, so that a quiet minute can be waited for");
  app.add_flag("--json", options.json, "one JSON document");
  CLI11_PARSE(app, argc, argv);
  return bench::in_work_folder("bench_tracking", options.dir,
                               [&](const Path& folder) { return measure(options, folder); });
}
