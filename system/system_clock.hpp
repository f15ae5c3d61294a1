#pragma once

#include "core/clock.hpp"

namespace postproof::system {

/// The wall clock of the machine, cut to whole seconds (towards the past). Any thread.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace postproof::system
