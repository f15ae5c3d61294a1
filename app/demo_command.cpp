#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "app/child_process.hpp"
#include "app/commands.hpp"
#include "app/confirm.hpp"
#include "app/demo_people.hpp"
#include "app/sweep.hpp"
#include "core/strict_json.hpp"
#include "orders/cancel_letter.hpp"
#include "orders/place_order.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

constexpr int longest_demo_days = 150;  // beyond the 120 days after which an unscanned letter is lost
constexpr int longest_kept_days = 365;
constexpr int acknowledgement_tries = 240;
constexpr int cancel_every = 200;
constexpr int page_size = 200;

/// What the demo saw of one letter.
struct Seen {
  LetterId id;
  AccountId account;
  orders::LetterStatus status = orders::LetterStatus::ordered;
  TrackNumber track_number;
  Instant ordered_at{};
  bool scanned = false;
  bool confirmed = false;
};

class Demo {
 public:
  Demo(const CommandContext& outer, DemoOptions options) : options_(std::move(options)) {
    context_.quiet = outer.quiet;
  }

  Result<Answer> run() {
    PP_TRYV(make_folder());
    PP_TRYV(start_post());
    PP_TRYV(order());
    PP_TRYV(print());
    PP_TRYV(read_codes());
    PP_TRYV(let_time_pass());
    PP_TRYV(try_reorder());
    PP_TRYV(look_at_letters());
    Answer answer = count();
    if (options_.serve) {
      say("the service runs until it is stopped with Ctrl-C");
      PP_TRY(const Answer served, run_serve(context_));
      (void)served;
    }
    return answer;
  }

 private:
  void say(const std::string& text) const {
    if (!context_.quiet) fmt::print(stderr, "{}\n", text);
  }

  Result<void> step(Result<Answer> answer) const {
    PP_TRY(const Answer done, std::move(answer));
    if (done.status == exit_failed) return fail(ErrorKind::internal_error, done.text);
    return success();
  }

  Result<void> make_folder() {
    if (options_.dir.empty()) {
      std::string pattern = (std::filesystem::temp_directory_path() / "postproof-demo-XXXXXX").string();
      if (::mkdtemp(pattern.data()) == nullptr) return fail(ErrorKind::io_failed, "cannot make a folder for the demo");
      options_.dir = pattern;
    }
    folder_ = std::filesystem::absolute(options_.dir);
    context_.config_file = folder_ / "postproof.toml";
    context_.actor = "demo";
    return step(run_init(context_, InitOptions{options_.dir, "demo", "127.0.0.1:8091", options_.encryption}));
  }

  Result<void> start_post() {
    PP_TRY(Config config, load_config(context_.config_file));
    std::string address;
    PP_TRY(ChildProcess child,
           ChildProcess::start({sibling_program("postsim").string(), "serve", "--data", folder_.string(), "--listen",
                                "127.0.0.1:0", "--credentials", config.in(config.tracking.credentials_file).string()},
                               "listening on ", address));
    post_ = std::make_unique<ChildProcess>(std::move(child));
    config.tracking.single_url = "http://" + address + "/rtm34";
    config.tracking.batch_url = "http://" + address + "/fc";
    config.batch.keep_days = longest_kept_days;  // whoever runs the demonstration looks at the letters afterwards
    if (!options_.serve) config.server.listen = config.server.admin_listen = "127.0.0.1:0";
    system::PosixFiles files;
    PP_TRYV(files.write_synced(context_.config_file, bytes_of(write_config(config))));
    say("the print house and the post are simulated on " + address);
    return success();
  }

  Result<void> order() {
    system::PosixFiles files;
    const Path file = folder_ / "orders.csv";
    PP_TRYV(files.write_synced(file, bytes_of(demo_orders_csv(options_.letters))));
    PP_TRYV(step(run_orders_import(context_, file.string())));
    say(fmt::format("{} orders imported", options_.letters));
    return cancel_some();
  }

  Result<void> cancel_some() {
    PP_TRYV(look_at_letters());
    for (std::size_t i = cancel_every / 2; i < letters_.size(); i += cancel_every) {
      PP_TRYV(step(run_letters_cancel(context_, letters_[i].id.str())));
    }
    return success();
  }

  Result<void> print() {
    PP_TRYV(step(run_clock_set(context_, "2026-11-23T18:05:00+03:00")));
    PP_TRY(const Answer night, run_nightly(context_, {}));
    say(night.text);
    for (int tries = 0; tries < acknowledgement_tries; ++tries) {
      PP_TRY(const Answer taken, run_acks_import(context_, {}));
      if (taken.json.at("taken").to_number<int>() > 0) {
        say("the print house has printed and acknowledged the batch");
        return success();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{500});
    }
    return fail(ErrorKind::remote_failed, "the print house did not acknowledge the batch");
  }

  /// The citizens open their envelopes: what they will type comes from the printed sheets alone.
  Result<void> read_codes() {
    PP_TRY(const std::string lines,
           output_of({sibling_program("postsim").string(), "print", "--all", "--data", folder_.string(), "--json"}));
    std::string_view rest = lines;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty()) continue;
      PP_TRY(const json::value sheet, parse_strict_json(line));
      codes_.emplace(std::string(sheet.at("track_number").as_string()),
                     Secret(std::string_view(sheet.at("code").as_string())));
    }
    say(fmt::format("{} sheets read", codes_.size()));
    return success();
  }

  Result<void> let_time_pass() {
    const int days = options_.days > 0 ? std::min(options_.days, longest_demo_days) : longest_demo_days;
    for (int half_day = 0; half_day < days * 2; ++half_day) {
      PP_TRYV(step(run_clock_advance(context_, "12h")));
      PP_TRYV(step(run_poll(context_, false)));
      PP_TRYV(step(run_clock_advance(context_, "16m")));
      PP_TRYV(step(run_poll(context_, false)));
      PP_TRYV(step(run_sweep(context_)));
      PP_TRYV(confirm_delivered());
      if (half_day % 20 == 19) say(fmt::format("day {}: {} confirmed", (half_day + 1) / 2, confirmed_));
      if (options_.days == 0 && underway_ == 0) return success();
    }
    return success();
  }

  /// Everybody whose letter was handed over types the code of the sheet; before that, a neighbour's code.
  Result<void> confirm_delivered() {
    PP_TRYV(look_at_letters());
    PP_TRY(const auto house, context_.open());
    const Secret* neighbours = nullptr;
    underway_ = 0;
    for (Seen& letter : letters_) {
      if (!is_final(letter.status)) ++underway_;
      const auto code = codes_.find(letter.track_number.str());
      if (letter.status != orders::LetterStatus::delivered || letter.confirmed || code == codes_.end()) continue;
      if (neighbours != nullptr) {
        expect(*house, letter, *neighbours, ErrorKind::code_not_accepted, "a neighbour's code");
      }
      const auto done = confirm(*house, letter.account, code->second);
      if (!done) {
        complain(letter, "its own code is refused: " + done.error().detail);
        continue;
      }
      letter.confirmed = true;
      ++confirmed_;
      confirmed_accounts_[letter.account] = true;
      expect(*house, letter, code->second, ErrorKind::code_used, "its code a second time");
      neighbours = &code->second;
    }
    return success();
  }

  void expect(House& house, const Seen& letter, const Secret& code, ErrorKind kind, const std::string& what) {
    const auto outcome = confirm(house, letter.account, code);
    if (outcome || outcome.error().kind != kind) complain(letter, what + " is not refused as it must be");
  }

  void complain(const Seen& letter, const std::string& what) { complaints_.push_back(letter.id.str() + ": " + what); }

  /// An account whose letter was lost orders again: refused until the very second, accepted then.
  Result<void> try_reorder() {
    const auto lost = std::ranges::find(letters_, orders::LetterStatus::lost, &Seen::status);
    if (lost == letters_.end()) return success();
    PP_TRY(const auto house, context_.open());
    const Instant allowed_at = lost->ordered_at + days_in_seconds(house->rules().reorder_days);
    if (house->now() < allowed_at) return success();
    PP_TRY(const auto opened, house->database().desk().open_letter(lost->id));
    if (!opened) return success();
    const orders::Order order{lost->account, orders::AccountLevel::standard, orders::Language::ru, opened->recipient,
                              opened->address};
    const auto early = try_order(*house, order, allowed_at - seconds{1});
    const bool refused_well = !early && early.error().facts.reorder_allowed_at == allowed_at;
    if (!refused_well) complain(*lost, "a second order one second too early is not refused with the right instant");
    const auto in_time = try_order(*house, order, allowed_at);
    if (!in_time) {
      complain(*lost, "a second order at the right instant is refused: " + in_time.error().detail);
      return success();
    }
    second_order_ = in_time.value();
    return step(run_letters_cancel(context_, in_time.value().str()));
  }

  Result<LetterId> try_order(House& house, const orders::Order& order, Instant now) {
    LetterId id;
    PP_TRYV(house.database().run(now, [&](orders::Transaction& transaction) -> Result<void> {
      PP_TRY(const orders::Letter letter,
             orders::place_order(transaction, order, house.rules(), now, house.entropy(), "demo"));
      id = letter.id;
      return success();
    }));
    return id;
  }

  Result<void> look_at_letters() {
    PP_TRY(const auto house, context_.open());
    store::LetterFilter filter;
    filter.limit = page_size;
    std::vector<Seen> fresh;
    while (true) {
      PP_TRY(const store::LetterPage page, house->database().desk().letters(filter));
      for (const orders::Letter& letter : page.letters) {
        fresh.push_back(Seen{letter.id, letter.account_id, letter.status, letter.track_number, letter.ordered_at, false,
                             confirmed_accounts_.contains(letter.account_id)});
      }
      if (!page.next_before) break;
      filter.before = *page.next_before;
    }
    for (Seen& letter : fresh) {
      if (letter.status != orders::LetterStatus::lost && letter.status != orders::LetterStatus::printed) continue;
      PP_TRY(const auto way, house->database().desk().way(letter.track_number));
      letter.scanned = way && !way->tracked.events.empty();
    }
    letters_ = std::move(fresh);
    return success();
  }

  Answer count() {
    std::map<std::string, std::int64_t> sums;
    for (const char* name :
         {"ordered", "sealed", "rejected", "cancelled", "delivered", "returned", "lost", "confirmed", "not_scanned"}) {
      sums[name] = 0;
    }
    std::int64_t under_way = 0;
    for (const Seen& letter : letters_) {
      if (letter.id == second_order_) continue;  // tried and cancelled; none of the orders that were asked for
      ++sums["ordered"];
      const bool left = is_counted(letter.status) && letter.status != orders::LetterStatus::ordered;
      if (left) ++sums["sealed"];
      if (letter.confirmed) ++sums["confirmed"];
      switch (letter.status) {
        case orders::LetterStatus::rejected: ++sums["rejected"]; break;
        case orders::LetterStatus::cancelled: ++sums["cancelled"]; break;
        case orders::LetterStatus::delivered: ++sums["delivered"]; break;
        case orders::LetterStatus::returned: ++sums["returned"]; break;
        case orders::LetterStatus::lost: ++sums[letter.scanned ? "lost" : "not_scanned"]; break;
        case orders::LetterStatus::printed: ++sums[letter.scanned ? "under_way" : "not_scanned"]; break;
        default: ++under_way;
      }
    }
    check_sums(sums, under_way);
    return answer_of(sums);
  }

  void check_sums(const std::map<std::string, std::int64_t>& sums, std::int64_t under_way) {
    const auto must = [&](bool holds, const std::string& what) {
      if (!holds) complaints_.push_back(what);
    };
    must(sums.at("ordered") == sums.at("sealed") + sums.at("rejected") + sums.at("cancelled"),
         "ordered is not sealed + rejected + cancelled");
    must(sums.at("sealed") ==
             sums.at("delivered") + sums.at("returned") + sums.at("lost") + sums.at("not_scanned") + under_way,
         "the sealed letters are not all accounted for");
    must(sums.at("confirmed") == sums.at("delivered"), "not every delivered letter confirmed its account");
    if (options_.days > 0) return;
    must(under_way == 0, fmt::format("{} letters never came to an end", under_way));
    check_fates();
  }

  /// Every special fate must have come true for as many people as were fated to it.
  void check_fates() {
    std::map<AccountId, Fate> fates;
    for (int i = 0; i < options_.letters; ++i) fates.emplace(AccountId{fmt::format("acc-{:06}", i)}, fate_of(i));
    for (const Seen& letter : letters_) {
      if (letter.status == orders::LetterStatus::cancelled) continue;
      const Fate fate = fates.at(letter.account);
      const bool as_fated = fate == Fate::returned ? letter.status == orders::LetterStatus::returned
                            : fate == Fate::lost   ? letter.status == orders::LetterStatus::lost && letter.scanned
                            : fate == Fate::spoilt ? letter.status == orders::LetterStatus::rejected
                            : fate == Fate::never_scanned
                                ? letter.status == orders::LetterStatus::lost && !letter.scanned
                                : letter.status == orders::LetterStatus::delivered && letter.confirmed;
      if (!as_fated) complain(letter, "ended as " + std::string(name_of(letter.status)) + ", which is not its fate");
    }
  }

  Answer answer_of(const std::map<std::string, std::int64_t>& sums) const {
    Answer answer;
    json::object document;
    for (const char* name :
         {"ordered", "sealed", "rejected", "cancelled", "delivered", "returned", "lost", "confirmed", "not_scanned"}) {
      document[name] = sums.at(name);
      answer.text += fmt::format("{:<12}{:>8}\n", name, sums.at(name));
    }
    document["dir"] = folder_.string();
    answer.text += "files       " + folder_.string() + "\n";
    answer.text += "a letter    " + (folder_ / "outbox").string() + "/B20261123-01/letters-0001.pdf" +
                   (options_.encryption == "cms" ? ".p7m\n" : "\n");
    for (std::size_t i = 0; i < complaints_.size() && i < 20; ++i) answer.text += "! " + complaints_[i] + "\n";
    answer.text += complaints_.empty() ? "the sums hold" : fmt::format("{} things do not hold", complaints_.size());
    answer.json = std::move(document);
    answer.status = complaints_.empty() ? exit_done : exit_failed;
    return answer;
  }

  DemoOptions options_;
  CommandContext context_;
  Path folder_;
  std::unique_ptr<ChildProcess> post_;
  std::vector<Seen> letters_;
  std::optional<LetterId> second_order_;
  std::map<std::string, Secret> codes_;
  std::map<AccountId, bool> confirmed_accounts_;
  std::vector<std::string> complaints_;
  std::int64_t underway_ = 1;
  std::int64_t confirmed_ = 0;
};

}  // namespace

Result<Answer> run_demo(const CommandContext& context, const DemoOptions& options) {
  if (options.letters < 1 || options.letters > 90'000)
    return fail(ErrorKind::usage, "--letters must be from 1 to 90000");
  if (options.days < 0 || options.days > longest_demo_days)
    return fail(ErrorKind::usage, "--days must be from 1 to 150");
  if (options.encryption != "none" && options.encryption != "cms")
    return fail(ErrorKind::usage, "--encryption must be none or cms");
  return Demo(context, options).run();
}

}  // namespace postproof::app
