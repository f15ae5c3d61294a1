#pragma once

#include <chrono>

#include "core/instant.hpp"

namespace postproof {

/// The service clock: the time that rules see. A use case asks once and passes the instant on.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Any thread.
  virtual Instant now() const = 0;
};

/// A clock that stands still until told otherwise; for tests and simulations. Not for several threads.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }
  void advance(seconds by) { now_ += by; }

 private:
  Instant now_;
};

}  // namespace postproof
