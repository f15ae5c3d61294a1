// bench_indexes FILE [--json]: how long a search for an office takes on the post's list, and how often the wanted one
// is among the first five, by queries made of the list itself with slips of the hand.

#include <algorithm>
#include <filesystem>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/office_list.hpp"
#include "bench/report.hpp"
#include "system/posix_files.hpp"
#include "system/system_entropy.hpp"

using namespace postproof;

namespace {

struct Options {
  std::string file;
  int queries = 1000;
  std::uint64_t seed = 1;
  bool show = false;
  bool json = false;
};

/// A small generator with a seed (splitmix64), so that a run can be repeated.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t end) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<std::size_t>((z ^ (z >> 31U)) % end);
  }

 private:
  std::uint64_t state_;
};

/// The characters of a text.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> found;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U || found.empty()) found.emplace_back();
    found.back().push_back(c);
  }
  return found;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  return fmt::format("{}", fmt::join(parts, between));
}

/// One slip: a letter left out, doubled, replaced, or swapped with its neighbour. Short words are typed right.
std::string with_slip(const std::string& word, Dice& dice) {
  std::vector<std::string> letters = characters(word);
  if (letters.size() < 5) return word;
  const std::size_t at = dice.below(letters.size() - 1);
  switch (dice.below(4)) {
    case 0: letters.erase(letters.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 1: letters.insert(letters.begin() + static_cast<std::ptrdiff_t>(at), letters[at]); break;
    case 2: letters[at] = letters[dice.below(letters.size())]; break;
    default: std::swap(letters[at], letters[at + 1]);
  }
  return joined(letters, "");
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back().push_back(c);
    }
  }
  return words;
}

/// What a person might type to find this office: its name and where it is, in any order, one word with a slip.
std::string query_for(const orders::Office& office, Dice& dice) {
  std::vector<std::string> words = words_of(office.name);
  for (const std::string* place : {&office.district, &office.region}) {
    if (!place->empty()) words.push_back(words_of(*place).front());
  }
  std::string& slipped = words[dice.below(words.size())];
  slipped = with_slip(slipped, dice);
  if (dice.below(2) == 0) std::reverse(words.begin(), words.end());
  if (dice.below(3) == 0) words.insert(words.begin(), "село");
  return joined(words, " ");
}

bool is_same_place(const orders::Office& a, const orders::Office& b) {
  return a.name == b.name && a.region == b.region && a.district == b.district;
}

Result<bench::Report> measure(const Options& options, app::House& house, std::vector<orders::Office> offices) {
  store::OfficeRows& rows = house.database().offices();
  bench::Report report;
  report.add("offices", static_cast<std::int64_t>(offices.size()));
  bench::Stopwatch watch;
  PP_TRYV(rows.replace(offices, "bench", "bench", house.now()));
  report.add("import_seconds", watch.seconds(), 2);
  watch.restart();
  PP_TRY(const auto first, rows.search("москва", 1));
  report.add("first_search_ms", watch.seconds() * 1000, 1);

  std::erase_if(offices, [](const orders::Office& office) { return office.type != "О"; });
  Dice dice(options.seed);
  std::vector<double> times;
  int found_first = 0;
  int found = 0;
  for (int i = 0; i < options.queries; ++i) {
    const orders::Office& wanted = offices[dice.below(offices.size())];
    const std::string query = query_for(wanted, dice);
    watch.restart();
    PP_TRY(const std::vector<orders::Office> best, rows.search(query, 10));
    times.push_back(watch.seconds() * 1000);
    const auto at = std::ranges::find_if(best, [&](const auto& one) { return is_same_place(one, wanted); });
    found_first += at == best.begin() && at != best.end() ? 1 : 0;
    found += at != best.end() && at - best.begin() < 5 ? 1 : 0;
    if (options.show && !(at != best.end() && at - best.begin() < 5)) {
      fmt::print(stderr, "{}: wanted {} {}, {}, {}; found {}\n", query, wanted.index, wanted.name, wanted.district,
                 wanted.region, best.empty() ? "nothing" : best.front().name + ", " + best.front().district);
    }
  }
  std::ranges::sort(times);
  report.add("queries", std::int64_t{options.queries});
  report.add("p50_ms", times[times.size() / 2], 2);
  report.add("p99_ms", times[times.size() * 99 / 100], 2);
  report.add("most_ms", times.back(), 2);
  report.add("first_of_all", static_cast<double>(found_first) / options.queries, 3);
  report.add("among_first_five", static_cast<double>(found) / options.queries, 3);
  report.add("peak_rss_mib", bench::peak_rss_mib());
  return report;
}

Result<bench::Report> run(const Options& options, const Path& folder) {
  system::PosixFiles files;
  bench::Stopwatch watch;
  PP_TRY(std::vector<orders::Office> offices, app::read_office_list(options.file, files));
  const double reading = watch.seconds();
  app::CommandContext context;
  app::InitOptions init;
  init.dir = folder.string();
  init.profile = "demo";
  PP_TRY(const app::Answer made, app::run_init(context, init));
  context.config_file = folder / "postproof.toml";
  PP_TRY(const auto house, context.open());
  PP_TRY(bench::Report report, measure(options, *house, std::move(offices)));
  report.add("read_seconds", reading, 2);
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("bench_indexes: searching the post's list of offices");
  app.add_option("FILE", options.file, "the list, as for 'postproof indexes import'")->required();
  app.add_option("--queries", options.queries, "how many")->check(CLI::Range(1, 1'000'000));
  app.add_option("--seed", options.seed, "of the queries");
  app.add_flag("--show", options.show, "the queries whose office was not among the first five");
  app.add_flag("--json", options.json, "one JSON document");
  CLI11_PARSE(app, argc, argv);
  const Path folder = std::filesystem::temp_directory_path() / fmt::format("postproof-bench-indexes-{}", ::getpid());
  const Result<bench::Report> report = run(options, folder);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!report) {
    fmt::print(stderr, "bench_indexes: {}\n", report.error().detail);
    return 1;
  }
  report.value().print(options.json);
  return 0;
}
