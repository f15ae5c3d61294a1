#include "app/command.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace postproof::app {

Result<std::unique_ptr<House>> CommandContext::open(House::Wants wants) const {
  PP_TRY(Config config, load_config(config_file));
  return House::open(std::move(config), wants);
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(std::int64_t done, std::int64_t total, const std::string& what) {
  if (quiet_ || total <= 0) return;
  constexpr std::int64_t terminal_steps = 200;
  constexpr std::int64_t plain_steps = 10;
  const std::int64_t step = done * (terminal_ ? terminal_steps : plain_steps) / total;
  if (step == last_step_) return;
  last_step_ = step;
  if (terminal_) {
    fmt::print(stderr, "\r{:>3} %  {} of {} {}\x1b[K", done * 100 / total, done, total, what);
    std::fflush(stderr);
    open_ = true;
  } else {
    fmt::print(stderr, "{} of {} {}\n", done, total, what);
  }
}

ProgressLine::~ProgressLine() {
  if (open_) fmt::print(stderr, "\n");
}

Result<Instant> instant_argument(const std::string& text, const char* option) {
  const auto instant = parse_instant(text);
  if (instant) return *instant;
  return fail(ErrorKind::usage, fmt::format("{} needs an instant with offset like 2026-11-23T18:00:00+03:00", option));
}

}  // namespace postproof::app
