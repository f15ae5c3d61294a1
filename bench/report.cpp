#include "bench/report.hpp"

#include <cmath>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

namespace postproof::bench {

void Report::add(std::string_view name, double value, int digits) {
  const double scale = std::pow(10.0, digits);
  figures_[name] = std::round(value * scale) / scale;
}

void Report::add(std::string_view name, std::int64_t value) { figures_[name] = value; }

void Report::add(std::string_view name, boost::json::value value) { figures_[name] = std::move(value); }

void Report::print(bool json) const {
  if (json) {
    fmt::print("{}\n", boost::json::serialize(figures_));
    return;
  }
  for (const auto& [name, value] : figures_) {
    const bool is_real = value.is_double();
    fmt::print("{:<28} {}\n", std::string_view(name),
               is_real ? fmt::format("{}", value.as_double()) : boost::json::serialize(value));
  }
}

double peak_rss_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

}  // namespace postproof::bench
