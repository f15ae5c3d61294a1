// bench_api [--json]: orders, confirmations and look-ups of `postproof serve` on a database of a million letters, each
// beside a minimal server in the same minute, with one load program on the same processors.

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/token_text.hpp"
#include "bench/api_house.hpp"
#include "bench/api_load.hpp"
#include "bench/api_servers.hpp"
#include "bench/api_slow_peers.hpp"
#include "bench/night_house.hpp"
#include "bench/report.hpp"
#include "bench/work_folder.hpp"

using namespace postproof;

namespace {

struct Options {
  std::int64_t letters = 1'000'000;
  double seconds = 4;
  int rounds = 3;
  int connections = 64;
  std::string dir;
  std::string only;
  int slow = 0;
  bool flat = false;
  bool json = false;
};

/// What is asked of the service, ready to be sent.
struct Material {
  std::string token;
  std::string run;  ///< distinguishes the accounts of this run from those of others on the same folder
  std::vector<std::string> bodies;
  std::vector<bench::TypedLetter> typed;
};

Result<Material> prepare(const Path& folder, std::size_t codes) {
  PP_TRY(const auto house, bench::context_of(folder).open());
  // What a service that has run since the night has done: each letter has its place in the plan of questions.
  PP_TRYV(house->database().poll().due_letters(house->now(), false, 1));
  Material material;
  material.run = std::to_string(unix_seconds_of(house->real_clock().now()));
  PP_TRY(const Secret token, app::create_token(*house, "bench-" + material.run, "portal", "bench"));
  material.token = token.expose_text();
  PP_TRY(material.bodies, bench::order_bodies(*house, folder / "people.csv"));
  PP_TRY(material.typed, bench::typed_letters(*house, codes));
  return material;
}

/// Makes the requests of one run; counts on over all phases.
class Requests {
 public:
  explicit Requests(Material material) : material_(std::move(material)) {}

  bool order(std::string& request) {
    const std::string& body = material_.bodies[orders_ % material_.bodies.size()];
    body_.clear();
    fmt::format_to(std::back_inserter(body_), R"({{"account_id":"{}-{}",{})", material_.run, orders_++, body);
    post("/v1/letters", request);
    return true;
  }
  bool confirmation(std::string& request) {
    if (confirmations_ == material_.typed.size()) return false;
    const bench::TypedLetter& letter = material_.typed[confirmations_++];
    body_.clear();
    fmt::format_to(std::back_inserter(body_), R"({{"account_id":"{}","code":"{}"}})", letter.account.str(),
                   letter.code.expose_text());
    post("/v1/confirmations", request);
    return true;
  }
  bool lookup(std::string& request) {
    lookups_ = (lookups_ + 7919) % material_.typed.size();
    fmt::format_to(std::back_inserter(request),
                   "GET /v1/letters/{} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
                   "Authorization: Bearer {}\r\n\r\n",
                   material_.typed[lookups_].id.str(), material_.token);
    return true;
  }
  std::size_t codes_left() const { return material_.typed.size() - confirmations_; }

 private:
  void post(std::string_view path, std::string& request) {
    fmt::format_to(std::back_inserter(request),
                   "POST {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
                   "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                   path, material_.token, body_.size(), body_);
  }

  Material material_;
  std::string body_;
  std::size_t orders_ = 0;
  std::size_t confirmations_ = 0;
  std::size_t lookups_ = 0;
};

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// One thing that is measured in every round.
struct Series {
  std::vector<double> rates;
  std::vector<double> p50s;
  std::vector<double> p99s;
  std::vector<double> microseconds;  ///< processor time of the server for each answer
};

class Measurement {
 public:
  Measurement(const Options& options, bench::Served service, bench::Served yardstick, Requests requests)
      : options_(options),
        service_(std::move(service)),
        yardstick_(std::move(yardstick)),
        requests_(std::move(requests)) {}

  Result<void> run(bench::Report& report) {
    for (int round = 0; round < options_.rounds; ++round) {
      PP_TRYV(measure_round());
    }
    add(report, "lookups", lookups_, "yardstick_get", gets_, "ratio_lookups");
    add(report, "orders", orders_, "yardstick_durable", durables_, "ratio_orders");
    add(report, "confirmations", confirmations_, "yardstick_durable", durables_, "ratio_confirmations");
    PP_TRYV(measure_half_load(report));
    if (options_.slow > 0) {
      PP_TRYV(measure_among_slow_peers(report));
    }
    if (!options_.flat) return success();
    return measure_memory(report);
  }

 private:
  bool wanted(std::string_view name) const { return options_.only.empty() || options_.only == name; }

  Result<void> measure_round() {
    const auto get = [this](std::string& request) { return get_constant(request); };
    const auto order = [this](std::string& request) { return requests_.order(request); };
    const auto confirm = [this](std::string& request) { return requests_.confirmation(request); };
    const auto lookup = [this](std::string& request) { return requests_.lookup(request); };
    if (wanted("lookups")) {
      PP_TRYV(measure(gets_, yardstick_, 200, get));
      PP_TRYV(measure(lookups_, service_, 200, lookup));
    }
    if (wanted("orders") || wanted("confirmations")) {
      PP_TRYV(measure(durables_, yardstick_, 201, order));
    }
    if (wanted("orders")) {
      PP_TRYV(measure(orders_, service_, 201, order));
    }
    if (wanted("confirmations")) {
      PP_TRYV(measure(confirmations_, service_, 200, confirm));
    }
    return success();
  }

  static bool get_constant(std::string& request) {
    request = "GET /constant HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n";
    return true;
  }

  Result<void> measure(Series& series, const bench::Served& server, int status,
                       const std::function<bool(std::string&)>& next) {
    bench::LoadPlan plan;
    plan.port = server.port;
    plan.connections = options_.connections;
    plan.seconds = options_.seconds;
    plan.expected_status = status;
    plan.next = next;
    const double before = server.process.processor_seconds();
    PP_TRY(const bench::LoadOutcome outcome, bench::run_load(plan));
    const double used = server.process.processor_seconds() - before;
    PP_TRYV(demand_sound(outcome, status));
    series.rates.push_back(outcome.per_second());
    series.p50s.push_back(outcome.quantile_ms(0.5));
    series.p99s.push_back(outcome.quantile_ms(0.99));
    const double share = outcome.seconds / (outcome.seconds + plan.warm_up);
    series.microseconds.push_back(used * share * 1e6 /
                                  static_cast<double>(std::max<std::int64_t>(1, outcome.answered)));
    return success();
  }

  static Result<void> demand_sound(const bench::LoadOutcome& outcome, int status) {
    if (outcome.unexpected == 0 && outcome.answered > 0) return success();
    return fail(ErrorKind::internal_error, fmt::format("{} answers were {} and not {}; {} were", outcome.unexpected,
                                                       outcome.unexpected_status, status, outcome.answered));
  }

  /// A ratio is taken of neighbours in time.
  void add(bench::Report& report, std::string_view name, const Series& ours, std::string_view yardstick,
           const Series& theirs, std::string_view ratio) const {
    if (ours.rates.empty()) return;
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.rates.size(); ++i) ratios.push_back(ours.rates[i] / theirs.rates[i]);
    report.add(fmt::format("{}_per_second", name), median(ours.rates), 0);
    report.add(fmt::format("{}_per_second", yardstick), median(theirs.rates), 0);
    report.add(ratio, median(ratios), 3);
    report.add(fmt::format("{}_p50_ms", name), median(ours.p50s), 2);
    report.add(fmt::format("{}_p99_ms", name), median(ours.p99s), 2);
    report.add(fmt::format("{}_server_microseconds", name), median(ours.microseconds), 1);
    report.add(fmt::format("{}_server_microseconds", yardstick), median(theirs.microseconds), 1);
  }

  Result<void> measure_half_load(bench::Report& report) {
    if (orders_.rates.empty()) return success();
    bench::LoadPlan plan;
    plan.port = service_.port;
    plan.connections = options_.connections * 4;
    plan.seconds = options_.seconds * 2;
    plan.rate = median(orders_.rates) / 2;
    plan.expected_status = 201;
    plan.next = [this](std::string& request) { return requests_.order(request); };
    PP_TRY(const bench::LoadOutcome outcome, bench::run_load(plan));
    PP_TRYV(demand_sound(outcome, 201));
    report.add("half_load_per_second", outcome.per_second(), 0);
    report.add("p50_ms_half_load", outcome.quantile_ms(0.5), 2);
    report.add("p99_ms_half_load", outcome.quantile_ms(0.99), 2);
    report.add("p999_ms_half_load", outcome.quantile_ms(0.999), 2);
    return success();
  }

  /// Orders at a quarter of the reached rate, alone and among callers that drip.
  Result<void> measure_among_slow_peers(bench::Report& report) {
    PP_TRY(const bench::LoadOutcome alone, run_steady(0.25));
    bench::SlowPeers peers(service_.port, options_.slow);
    for (int tries = 0; tries < 600 && peers.connected() < options_.slow; ++tries) ::usleep(100'000);
    PP_TRY(const bench::LoadOutcome among, run_steady(0.25));
    report.add("slow_peers", std::int64_t{peers.connected()});
    report.add("p99_ms_without_slow_peers", alone.quantile_ms(0.99), 2);
    report.add("p99_ms_among_slow_peers", among.quantile_ms(0.99), 2);
    return success();
  }

  Result<bench::LoadOutcome> run_steady(double share) {
    bench::LoadPlan plan;
    plan.port = service_.port;
    plan.connections = options_.connections;
    plan.seconds = options_.seconds * 2;
    plan.rate = median(orders_.rates) * share;
    plan.expected_status = 201;
    plan.next = [this](std::string& request) { return requests_.order(request); };
    PP_TRY(bench::LoadOutcome outcome, bench::run_load(plan));
    PP_TRYV(demand_sound(outcome, 201));
    return outcome;
  }

  /// The service's memory after a hundred thousand look-ups and after a million.
  Result<void> measure_memory(bench::Report& report) {
    PP_TRYV(look_up(100'000));
    report.add("rss_mib_after_100000", service_.process.rss_mib());
    PP_TRYV(look_up(900'000));
    report.add("rss_mib_after_1000000", service_.process.rss_mib());
    return success();
  }

  Result<void> look_up(int times) {
    bench::LoadPlan plan;
    plan.port = service_.port;
    plan.connections = options_.connections;
    plan.seconds = 3600;
    plan.warm_up = 0;
    plan.next = [&](std::string& request) { return times-- > 0 && requests_.lookup(request); };
    PP_TRY(const bench::LoadOutcome outcome, bench::run_load(plan));
    return demand_sound(outcome, 200);
  }

  const Options& options_;
  bench::Served service_;
  bench::Served yardstick_;
  Requests requests_;
  Series gets_, durables_, orders_, confirmations_, lookups_;
};

Result<void> measure(const Options& options, const Path& folder) {
  if (!std::filesystem::exists(folder / "postproof.toml")) {
    PP_TRYV(bench::apart([&] { return bench::make_api_house(folder, options.letters); }));
  }
  const auto codes = static_cast<std::size_t>(25'000 * (options.seconds + 1) * options.rounds);
  PP_TRY(Material material, prepare(folder, codes));
  PP_TRY(bench::Served yardstick, bench::start_yardstick(folder));
  PP_TRY(bench::Served service, bench::start_service(folder));
  bench::Report report;
  report.add("letters", options.letters);
  report.add("connections", std::int64_t{options.connections});
  Measurement measurement(options, std::move(service), std::move(yardstick), Requests(std::move(material)));
  PP_TRYV(measurement.run(report));
  report.print(options.json);
  return success();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Orders, confirmations and look-ups of the service on a full database, beside a minimal server.");
  app.add_option("--letters", options.letters, "letters in the database")->check(CLI::Range(1000, 2'000'000));
  app.add_option("--seconds", options.seconds, "of each measurement")->check(CLI::Range(0.5, 600.0));
  app.add_option("--rounds", options.rounds, "of all measurements; medians are told")->check(CLI::Range(1, 100));
  app.add_option("--connections", options.connections, "kept alive")->check(CLI::Range(1, 5000));
  app.add_option("--only", options.only, "measure only this")
      ->check(CLI::IsMember({"lookups", "orders", "confirmations"}));
  app.add_option("--dir", options.dir, "the data folder; made if it is not there, and kept. Default: a temporary one");
  app.add_option("--slow", options.slow, "also: orders among so many callers that drip")->check(CLI::Range(1, 9000));
  app.add_flag("--flat", options.flat, "also: memory after a hundred thousand requests and after a million");
  app.add_flag("--json", options.json, "one JSON document");
  CLI11_PARSE(app, argc, argv);
  bench::allow_many_files();
  return bench::in_work_folder("bench_api", options.dir, [&](const Path& folder) { return measure(options, folder); });
}
