#include <charconv>
#include <map>

#include <fmt/format.h>

#include "app/commands.hpp"

namespace postproof::app {

namespace {

Result<void> demand_demo(const House& house) {
  if (house.config().profile == Profile::demo) return success();
  return fail(ErrorKind::usage, "the clock can be moved in the demo profile only");
}

Answer shown(House& house, Instant now) {
  const std::string text = format_instant(now, house.zone());
  return Answer{{{"now", text}}, text, exit_done};
}

Result<Answer> move_to(House& house, Instant target, const std::string& actor) {
  PP_TRY(const Instant floor, house.database().desk().clock_floor());
  if (target < floor) {
    return fail(ErrorKind::clock_disagrees, "something was committed at " + format_instant(floor, house.zone()) +
                                                " already; the clock cannot be set before that");
  }
  PP_TRYV(system::MovableClock::set_offset(house.config().data_folder(), target - house.real_clock().now()));
  PP_TRYV(house.database().desk().accept_clock(actor, target));
  return shown(house, target);
}

/// "90s", "15m", "36h", "10d".
Result<seconds> duration_of(const std::string& text) {
  static const std::map<char, std::int64_t> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}};
  std::int64_t count = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  const bool good = read.ec == std::errc{} && read.ptr + 1 == end && count >= 0 && count <= 1'000'000'000 &&
                    units.contains(text.back());
  if (!good) return fail(ErrorKind::usage, "a duration is a number and s, m, h or d: 90s, 15m, 36h, 10d");
  return seconds{count * units.at(text.back())};
}

}  // namespace

Result<Answer> run_clock_show(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  Answer answer = shown(*house, house->clock().wall());
  if (const auto behind = house->clock().behind()) {
    answer.text +=
        fmt::format("\n{} s behind the latest committed instant: sealing and expiry are held", behind->count());
    answer.status = exit_person_needed;
  }
  return answer;
}

Result<Answer> run_clock_accept(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  const Instant now = house->clock().wall();
  PP_TRYV(house->database().desk().accept_clock(context.actor, now));
  return shown(*house, now);
}

Result<Answer> run_clock_set(const CommandContext& context, const std::string& instant) {
  PP_TRY(const Instant target, instant_argument(instant, "clock set"));
  PP_TRY(const auto house, context.open());
  PP_TRYV(demand_demo(*house));
  return move_to(*house, target, context.actor);
}

Result<Answer> run_clock_advance(const CommandContext& context, const std::string& duration) {
  PP_TRY(const seconds by, duration_of(duration));
  PP_TRY(const auto house, context.open());
  PP_TRYV(demand_demo(*house));
  return move_to(*house, house->now() + by, context.actor);
}

}  // namespace postproof::app
