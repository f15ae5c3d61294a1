#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/observer.hpp"

namespace postproof::app {

/// Counts the requests of the service by route and status, and how long they took by route. Labels are those of the
/// table of routes, never what came from outside. Any thread; without locks.
class RequestFigures final : public api::Observer {
 public:
  /// Upper bounds in seconds of the classes of times; the last class has none.
  static constexpr std::array<double, 13> time_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,    0.25,  0.5,    1,     2.5,  10};
  static constexpr int least_status = 100;
  static constexpr int most_status = 599;

  RequestFigures();

  void answered(const api::Answered& answered) override;

  /// What one route has seen.
  struct RouteFigures {
    std::string_view method;  ///< empty: requests that reached no route
    std::string_view pattern;
    std::array<std::atomic<std::uint64_t>, most_status - least_status + 1> statuses{};
    std::array<std::atomic<std::uint64_t>, time_bounds.size() + 1> times{};
    std::atomic<std::uint64_t> microseconds = 0;
  };
  const std::vector<RouteFigures>& routes() const { return routes_; }

 private:
  std::vector<RouteFigures> routes_;  // in the order of the table, then the one of no route
};

}  // namespace postproof::app
