#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include <boost/json/object.hpp>

namespace postproof::bench {

/// The figures of one run, in the order they were measured.
class Report {
 public:
  /// `digits` after the point, so that a figure claims no more than it knows.
  void add(std::string_view name, double value, int digits = 1);
  void add(std::string_view name, std::int64_t value);
  void add(std::string_view name, boost::json::value value);

  /// On standard output: one JSON document, or a line a figure.
  void print(bool json) const;

 private:
  boost::json::object figures_;
};

/// Seconds since it was made or last restarted, by the monotonic clock.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  void restart() { begin_ = std::chrono::steady_clock::now(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// The most memory this process ever held, in MiB (getrusage, ru_maxrss).
double peak_rss_mib();

}  // namespace postproof::bench
