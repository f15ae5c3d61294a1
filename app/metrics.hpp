#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "app/house.hpp"
#include "app/request_figures.hpp"

namespace postproof::app {

/// What /metrics shows, in the text format of Prometheus 0.0.4 (docs/operations.md lists the names). Counting letters
/// reads whole tables, so that part is at most `fresh_for` old and not made for every question. Borrows both. Any
/// thread but the event loops'.
class Metrics {
 public:
  static constexpr std::chrono::seconds fresh_for{15};

  Metrics(House& house, const RequestFigures& requests) : house_(house), requests_(requests) {}

  /// service_unavailable if the database cannot be read.
  Result<std::string> text(std::chrono::steady_clock::time_point now);

 private:
  Result<store::ServiceFigures> stored(std::chrono::steady_clock::time_point now);

  House& house_;
  const RequestFigures& requests_;
  std::mutex mutex_;
  std::optional<store::ServiceFigures> stored_;
  std::chrono::steady_clock::time_point stored_at_;
};

}  // namespace postproof::app
