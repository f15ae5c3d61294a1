// bench_letters [--json]: letters a second of the renderer on one core and on two, beside plain libharu and WeasyPrint.

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include "app/calendar_files.hpp"
#include "bench/report.hpp"
#include "bench/sample_letters.hpp"
#include "bench/weasyprint.hpp"
#include "letters/typesetter.hpp"
#include "system/posix_files.hpp"

using namespace postproof;

namespace {

constexpr int letters_a_file = 2000;

struct Options {
  std::string fonts = "/usr/share/fonts/truetype/paratype";
  int repeats = 5;
  int files = 5;
  bool json = false;
};

using Begin = std::function<std::unique_ptr<letters::LetterDocument>()>;

/// The processors this process may use, in order.
std::vector<int> processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> found;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return found;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(static_cast<unsigned>(i), &set)) found.push_back(i);
  }
  return found;
}

/// Keeps the calling thread on one processor. A machine that does not let it is measured as it is.
void pin_to(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(processor), &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Bytes of one file of the letters.
Result<std::size_t> set_file(const Begin& begin, const std::vector<letters::LetterContent>& letters) {
  const auto document = begin();
  for (const auto& letter : letters) {
    PP_TRYV(document->add(letter));
  }
  PP_TRY(Bytes file, document->finish());
  wipe(file);
  return file.size();
}

/// Letters a second of so many files on this thread.
Result<double> rate_of(const Begin& begin, const std::vector<letters::LetterContent>& letters, int files) {
  const bench::Stopwatch watch;
  for (int i = 0; i < files; ++i) {
    PP_TRYV(set_file(begin, letters));
  }
  return static_cast<double>(letters.size()) * files / watch.seconds();
}

/// The same on two threads, each on a processor of its own.
Result<double> rate_of_two(const Begin& begin, const std::vector<letters::LetterContent>& letters, int files,
                           const std::vector<int>& processors) {
  std::atomic<int> next{0};
  std::atomic<bool> failed{false};
  const bench::Stopwatch watch;
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < 2; ++i) {
      workers.emplace_back([&, i] {
        pin_to(processors[i % processors.size()]);
        while (next++ < 2 * files) {
          if (!set_file(begin, letters)) failed = true;
        }
      });
    }
  }
  if (failed) return fail(ErrorKind::internal_error, "the renderer failed");
  return static_cast<double>(letters.size()) * 2 * files / watch.seconds();
}

Result<std::unique_ptr<letters::Typesetter>> load(const Options& options) {
  const Path templates = app::share_folder() / "templates";
  letters::LetterSettings settings;
  settings.template_dir = templates;
  settings.geometry_file = templates / "geometry" / "dl-right.json";
  settings.font_dir = options.fonts;
  settings.sender_name = "Министерство цифровых услуг Образцовой области";
  settings.sender_lines = {"101000, Москва, Мясницкая ул., д. 26", "Телефон 8 800 000-00-00", "ИНН 7700000000"};
  settings.portal_url = "https://portal.example.ru/code";
  return letters::Typesetter::load(settings, system::PosixFiles{});
}

/// The renderer alone, before anything else has taken memory.
Result<void> measure_press(const Begin& press, const std::vector<letters::LetterContent>& letters,
                           const Options& options, const std::vector<int>& cores, bench::Report& report) {
  PP_TRY(const std::size_t bytes, set_file(press, letters));
  std::vector<double> one;
  std::vector<double> two;
  for (int i = 0; i < options.repeats; ++i) {
    PP_TRY(const double alone, rate_of(press, letters, options.files));
    PP_TRY(const double both, rate_of_two(press, letters, options.files, cores));
    one.push_back(alone);
    two.push_back(both);
  }
  report.add("letters_per_second_1", median(one), 0);
  report.add("letters_per_second_2", median(two), 0);
  report.add("bytes_per_letter", static_cast<double>(bytes) / static_cast<double>(letters.size()), 1);
  report.add("peak_rss_mib", bench::peak_rss_mib(), 1);
  return success();
}

/// Each ratio is taken of neighbours in time, so that a noisy machine disturbs both.
Result<void> compare(const Begin& press, const Begin& plain, const std::vector<letters::LetterContent>& letters,
                     const Options& options, bench::Report& report) {
  std::vector<double> rates;
  std::vector<double> ratios;
  for (int i = 0; i < options.repeats; ++i) {
    PP_TRY(const double before, rate_of(press, letters, options.files));
    PP_TRY(const double slow, rate_of(plain, letters, 1));
    PP_TRY(const double after, rate_of(press, letters, options.files));
    rates.push_back(slow);
    ratios.push_back((before + after) / 2 / slow);
  }
  report.add("plain_libharu_per_second", median(rates), 0);
  report.add("ratio_to_plain_libharu", median(ratios), 1);
  PP_TRY(const double before, rate_of(press, letters, options.files));
  const auto weasyprint = bench::weasyprint_per_second();
  PP_TRY(const double after, rate_of(press, letters, options.files));
  if (!weasyprint) return success();
  report.add("weasyprint_per_second", *weasyprint, 1);
  report.add("ratio_to_weasyprint", (before + after) / 2 / *weasyprint, 0);
  return success();
}

Result<void> measure(const Options& options, bench::Report& report) {
  const std::vector<int> cores = processors();
  if (cores.empty()) return fail(ErrorKind::internal_error, "cannot ask for the processors");
  pin_to(cores.front());
  PP_TRY(const auto typesetter, load(options));
  const bench::SampleLetters sample(letters_a_file);
  const Begin press = [&] { return typesetter->begin_document(); };
  const Begin plain = [&] { return typesetter->begin_reference_document(); };
  PP_TRYV(measure_press(press, sample.letters(), options, cores, report));
  return compare(press, plain, sample.letters(), options, report);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App program("Measures how many letters a second the renderer sets, in files of 2 000");
  program.add_option("--fonts", options.fonts, "Folder of PTS55F.ttf, PTS75F.ttf and PTM75F.ttf")
      ->capture_default_str();
  program.add_option("--repeats", options.repeats, "Measurements, of which the median counts")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  program.add_option("--files", options.files, "Files a measurement")->check(CLI::Range(1, 100))->capture_default_str();
  program.add_flag("--json", options.json, "One JSON document");
  CLI11_PARSE(program, argc, argv);
  bench::Report report;
  const auto measured = measure(options, report);
  if (!measured) {
    fmt::print(stderr, "{}\n", measured.error().detail);
    return 1;
  }
  report.print(options.json);
  return 0;
}
