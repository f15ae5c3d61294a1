#pragma once

#include "app/house.hpp"
#include "tracking/poll.hpp"

namespace postproof::app {

/// How often each kind of tidying was done.
struct SweepReport {
  int expired = 0;
  int reminded = 0;
  int storage_ending = 0;  ///< notices that the office will send a letter back
  int lost = 0;
  int erased = 0;
  int closed = 0;
  int cleared = 0;  ///< batches whose local files were removed
};

/// Writes down what time alone has decided, erases what must go, runs the watchdogs. Repeatable; bounded.
Result<SweepReport> sweep(House& house);

/// The settings of polling as the configuration has them.
tracking::PollSettings poll_settings(const Config& config);

}  // namespace postproof::app
