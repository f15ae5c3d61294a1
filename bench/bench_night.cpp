// bench_night N [--json]: a whole night of N letters on this machine, by stage, beside the renderer alone.

#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batches/run_night.hpp"
#include "bench/night_house.hpp"
#include "bench/render_alone.hpp"
#include "bench/report.hpp"
#include "bench/work_folder.hpp"

using namespace postproof;

namespace {

struct Options {
  std::int64_t letters = 20'000;
  std::string dir;
  bool json = false;
};

/// The orders are made by a process of their own, so that their memory is not the night's.
Result<void> make_house_apart(const Path& folder, std::int64_t letters) {
  const pid_t child = fork();
  if (child < 0) return fail(ErrorKind::internal_error, "cannot start a process for the orders");
  if (child == 0) {
    const auto made = bench::make_night_house(folder, letters);
    if (!made) fmt::print(stderr, "{}\n", made.error().detail);
    _exit(made ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(ErrorKind::internal_error, "no orders were made");
  return success();
}

/// Seconds spent in each stage of one run.
class StageClock {
 public:
  void enter(batches::Stage next) {
    seconds_[current_] += watch_.seconds();
    watch_.restart();
    current_ = next;
  }
  double of(batches::Stage stage) { return seconds_[stage]; }

 private:
  batches::Stage current_ = batches::Stage::seal;
  bench::Stopwatch watch_;
  std::map<batches::Stage, double> seconds_;
};

void add_stages(bench::Report& report, StageClock& clock) {
  using batches::Stage;
  constexpr std::pair<const char*, Stage> names[] = {{"seal_seconds", Stage::seal},
                                                     {"render_seconds", Stage::render},
                                                     {"lists_seconds", Stage::lists},
                                                     {"hand_over_seconds", Stage::hand_over},
                                                     {"record_seconds", Stage::record}};
  for (const auto& [name, stage] : names) report.add(name, clock.of(stage), 2);
}

Result<void> measure(const Options& options, const Path& folder) {
  PP_TRYV(make_house_apart(folder, options.letters));
  PP_TRY(const auto house, bench::context_of(folder).open({false, true}));
  PP_TRY(batches::Night night, house->night());
  StageClock clock;
  night.stage = [&](batches::Stage next) { clock.enter(next); };
  batches::NightOrder order;
  order.now = bench::evening_of(*house);
  const bench::Stopwatch watch;
  PP_TRY(const batches::NightReport done, batches::run_night(night, house->calendar(), order));
  const double seconds = watch.seconds();
  if (done.letters != options.letters + 1) return fail(ErrorKind::internal_error, "not every letter was printed");
  const double memory = bench::peak_rss_mib();
  PP_TRY(const double alone, bench::render_alone_per_second(night.typesetter, options.letters));
  const double rate = static_cast<double>(done.letters) / seconds;
  bench::Report report;
  report.add("letters", done.letters);
  report.add("seconds", seconds, 2);
  report.add("letters_per_second", rate, 0);
  report.add("peak_rss_mib", memory, 0);
  report.add("render_only_per_second", alone, 0);
  report.add("ratio_to_render", rate / alone, 3);
  add_stages(report, clock);
  report.print(options.json);
  return success();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("A whole night of N letters: seal, print, encrypt, list, hand over; beside the renderer alone.");
  app.add_option("N", options.letters, "letters")->check(CLI::Range(1, 5'000'000));
  app.add_option("--dir", options.dir, "a new folder to work in; kept. Default: a temporary one, removed");
  app.add_flag("--json", options.json, "one JSON document");
  CLI11_PARSE(app, argc, argv);
  return bench::in_work_folder("bench_night", options.dir,
                               [&](const Path& folder) { return measure(options, folder); });
}
