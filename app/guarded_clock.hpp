#pragma once

#include <atomic>
#include <optional>

#include "core/clock.hpp"

namespace postproof::app {

/// The service clock as rules see it: never before the floor of time, which is the largest instant that was ever
/// committed. Any thread.
class GuardedClock final : public Clock {
 public:
  /// A wall clock further behind the floor than this is not trusted to seal or to expire anything.
  static constexpr seconds most_behind{300};

  explicit GuardedClock(const Clock& wall) : wall_(wall) {}

  Instant now() const override;
  Instant wall() const { return wall_.now(); }
  /// Raises the floor; a lower one changes nothing.
  void raise_floor(Instant floor) const;
  /// Sets the floor, downwards too: a person vouched for the clock.
  void accept(Instant floor) { floor_ = unix_seconds_of(floor); }
  /// How far the wall clock is behind the floor, if too far.
  std::optional<seconds> behind() const;

 private:
  const Clock& wall_;
  mutable std::atomic<std::int64_t> floor_{0};
};

}  // namespace postproof::app
