#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace postproof::bench {

/// What a load program does to a server on 127.0.0.1: keep-alive connections, one request at a time on each.
struct LoadPlan {
  std::uint16_t port = 0;
  int connections = 64;
  double seconds = 4;    ///< in which answers are counted
  double warm_up = 0.3;  ///< seconds before that, not counted
  double rate = 0;       ///< requests a second at fixed instants; 0: as fast as answers come
  int expected_status = 200;
  /// Writes the next whole request into the empty text; false when there is none left, which ends the run.
  std::function<bool(std::string& request)> next;
};

/// What came of it, warm-up left out.
struct LoadOutcome {
  std::int64_t answered = 0;    ///< with the expected status
  std::int64_t unexpected = 0;  ///< with another one
  int unexpected_status = 0;    ///< the last such, for a message
  double seconds = 0;
  /// Microseconds from the instant a request was due (at a fixed rate: by the clock, whether a connection was free or
  /// not, so that a stalled server cannot hide waiting) to the end of its answer; ascending.
  std::vector<std::uint32_t> latencies;

  double per_second() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
  /// The latency in milliseconds below which this share of answers lies; 0 without answers.
  double quantile_ms(double share) const;
};

/// Runs it in the calling thread. io_failed if the server cannot be reached or closes a connection.
Result<LoadOutcome> run_load(const LoadPlan& plan);

}  // namespace postproof::bench
