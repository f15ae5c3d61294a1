#include "app/guarded_clock.hpp"

namespace postproof::app {

void GuardedClock::raise_floor(Instant floor) const {
  const std::int64_t wanted = unix_seconds_of(floor);
  std::int64_t known = floor_.load();
  while (known < wanted && !floor_.compare_exchange_weak(known, wanted)) {
  }
}

Instant GuardedClock::now() const {
  raise_floor(wall_.now());
  return instant_of(floor_.load());
}

std::optional<seconds> GuardedClock::behind() const {
  const seconds distance = instant_of(floor_.load()) - wall_.now();
  return distance > most_behind ? std::optional{distance} : std::nullopt;
}

}  // namespace postproof::app
