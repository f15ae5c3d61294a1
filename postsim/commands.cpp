#include "postsim/commands.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <ostream>
#include <stop_token>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "postsim/credentials.hpp"
#include "postsim/faults.hpp"
#include "postsim/http_server.hpp"
#include "postsim/print_house.hpp"
#include "postsim/printed_sheets.hpp"
#include "postsim/tracking_service.hpp"
#include "system/movable_clock.hpp"
#include "system/posix_files.hpp"
#include "system/system_clock.hpp"

namespace postproof::postsim {

namespace {

constexpr std::chrono::seconds between_looks{1};

/// What every command works with.
struct World {
  const Options& options;
  std::ostream& out;
  std::ostream& err;
  Files& files;
  const Clock& clock;
};

PrintHouse print_house_of(const World& world) {
  const Options& options = world.options;
  return {world.files,
          world.clock,
          {options.in, options.acks, options.own(), options.key, options.certificate, options.sender},
          std::to_string(::getpid())};
}

/// One look; its lines are told. Gives the number of batches in trouble.
Result<int> look(PrintHouse& house, bool asked, std::ostream& err) {
  PP_TRY(const PrintHouse::Looked looked, house.look(asked));
  for (const std::string& line : looked.lines) err << line << std::endl;
  return looked.troubled;
}

/// Looks about every second until told to stop. Trouble is told and tried again.
void look_until(const std::stop_token& stop, PrintHouse& house, std::ostream& err) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  std::string told;
  while (!stop.stop_requested()) {
    const auto looked = look(house, false, err);
    std::string trouble = looked ? std::string() : looked.error().detail;
    if (!trouble.empty() && trouble != told) err << "postsim: " << trouble << std::endl;
    told = std::move(trouble);
    wake.wait_for(lock, stop, between_looks, [] { return false; });
  }
}

Result<void> run_print_house(const World& world) {
  PrintHouse house = print_house_of(world);
  if (world.options.once) {
    PP_TRY(const int troubled, look(house, true, world.err));
    if (troubled == 0) return success();
    return fail(ErrorKind::io_failed, fmt::format("batches that could not be attended to: {}", troubled));
  }
  look_until(std::stop_token(), house, world.err);
  return success();
}

Result<Instant> instant_given(const std::string& text, const char* option) {
  const auto instant = parse_instant(text);
  if (instant) return *instant;
  return fail(ErrorKind::usage, fmt::format("{}: an instant like 2026-11-23T10:00:00+03:00 is required", option));
}

Result<std::optional<InventedLetters>> invented_letters(const World& world) {
  const Options& options = world.options;
  if (!options.invented) return std::optional<InventedLetters>{};
  InventedLetters invented{*options.invented, world.clock.now() - days_in_seconds(options.invented_days),
                           options.invented_days, std::nullopt};
  if (!options.invented_since.empty()) {
    PP_TRY(invented.posted_from, instant_given(options.invented_since, "--invented-since"));
  }
  if (!options.told_until.empty()) {
    PP_TRY(invented.told_until, instant_given(options.told_until, "--told-until"));
  }
  return std::optional{invented};
}

Result<void> run_post(const World& world, bool print_too) {
  PP_TRY(Credentials credentials, load_credentials(world.files, world.options.credentials));
  PP_TRY(std::optional<InventedLetters> invented, invented_letters(world));
  TrackingService service(world.files, world.clock, world.options.own(), std::move(credentials), std::move(invented));
  PP_TRY(const std::unique_ptr<HttpServer> server,
         HttpServer::listen(world.options.listen, [&service](const HttpCall& call) { return service.handle(call); }));
  world.err << "listening on " << server->address() << std::endl;
  if (!print_too) {
    server->run();
    return success();
  }
  PrintHouse house = print_house_of(world);
  const std::jthread looking([&](const std::stop_token& stop) { look_until(stop, house, world.err); });
  server->run();
  return success();
}

Result<void> show_prints(const World& world) {
  const Options& options = world.options;
  Ledger ledger(world.files, options.own());
  PP_TRYV(ledger.refresh());
  if (options.all) {
    const auto line = [&world](const Sheet& sheet) { world.out << sheet_json(sheet) << '\n'; };
    PP_TRYV(read_all_printed_sheets(world.files, ledger, options.key, line));
  } else {
    PP_TRY(const Sheet sheet, read_printed_sheet(world.files, ledger, options.track_number, options.key));
    world.out << (options.json ? sheet_json(sheet) + "\n" : sheet_text(sheet));
  }
  if (!world.out.flush()) return fail(ErrorKind::io_failed, "the output could not be written");
  return success();
}

Result<void> change_faults(const World& world) {
  const Path file = world.options.own() / "faults.json";
  PP_TRY(Faults faults, load_faults(world.files, file));
  PP_TRYV(faults.set(world.options.faults));
  return save_faults(world.files, file, faults);
}

}  // namespace

Result<void> perform(const Options& options, std::ostream& out, std::ostream& err) {
  const system::SystemClock real;
  PP_TRY(const std::unique_ptr<system::MovableClock> clock, system::MovableClock::open(options.data, real));
  system::PosixFiles files;
  const World world{options, out, err, files, *clock};
  switch (options.command) {
    case Options::Command::printhouse: return run_print_house(world);
    case Options::Command::post: return run_post(world, false);
    case Options::Command::serve: return run_post(world, true);
    case Options::Command::print: return show_prints(world);
    case Options::Command::set_faults: return change_faults(world);
    case Options::Command::clear_faults: return files.remove_all(options.own() / "faults.json");
    case Options::Command::none: break;
  }
  return fail(ErrorKind::usage, "a command is required");
}

}  // namespace postproof::postsim
