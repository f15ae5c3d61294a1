#include "app/request_figures.hpp"

#include <algorithm>

#include "api/routes.hpp"

namespace postproof::app {

RequestFigures::RequestFigures() : routes_(api::all_routes().size() + 1) {
  for (std::size_t i = 0; i < api::all_routes().size(); ++i) {
    routes_[i].method = api::all_routes()[i].method;
    routes_[i].pattern = api::all_routes()[i].pattern;
  }
}

void RequestFigures::answered(const api::Answered& answered) {
  const std::size_t number = answered.route == nullptr
                                 ? routes_.size() - 1
                                 : static_cast<std::size_t>(answered.route - api::all_routes().data());
  RouteFigures& route = routes_[number];
  const int status = std::clamp(answered.status, least_status, most_status);
  ++route.statuses[static_cast<std::size_t>(status - least_status)];
  const double seconds = std::chrono::duration<double>(answered.took).count();
  const auto bound = std::ranges::lower_bound(time_bounds, seconds);
  ++route.times[static_cast<std::size_t>(bound - time_bounds.begin())];
  route.microseconds += static_cast<std::uint64_t>(std::max<std::int64_t>(0, answered.took.count()));
}

}  // namespace postproof::app
