#include "api/routes.hpp"

#include <array>
#include <optional>

#include "api/ascii.hpp"
#include "api/handlers.hpp"

namespace postproof::api {

namespace {

constexpr Roles nobody_asked{};
constexpr Roles portal{Role::portal};
constexpr Roles portal_or_operator{Role::portal, Role::operator_role};
constexpr Roles any_counter{Role::portal, Role::post, Role::operator_role};

constexpr std::span<const std::string_view> no_parameters{};

constexpr std::array routes{
    Route{"POST", "/v1/letters", portal, Doors::service, BodyRule::json, no_parameters, place_letter},
    Route{"GET", "/v1/letters/{id}", portal_or_operator, Doors::service, BodyRule::ignored, no_parameters, show_letter},
    Route{"POST", "/v1/confirmations", portal, Doors::service, BodyRule::json, no_parameters, confirm},
    Route{"GET", "/v1/tracking/{track_number}", any_counter, Doors::service, BodyRule::ignored, no_parameters,
          show_tracking},
    Route{"GET", "/healthz", nobody_asked, Doors::both, BodyRule::ignored, no_parameters, show_health},
};

/// The parameters of the path if it is of this pattern.
std::optional<std::vector<std::string>> match(std::string_view pattern, const std::vector<std::string>& segments) {
  std::vector<std::string> parameters;
  pattern.remove_prefix(1);
  for (const std::string& segment : segments) {
    if (pattern.empty()) return std::nullopt;
    const std::string_view wanted = take_until(pattern, '/');
    if (!wanted.starts_with('{')) {
      if (wanted != segment) return std::nullopt;
    } else if (segment.empty()) {
      return std::nullopt;
    } else {
      parameters.push_back(segment);
    }
  }
  return pattern.empty() ? std::optional{std::move(parameters)} : std::nullopt;
}

bool is_open(Doors doors, Door door) {
  return doors == Doors::both || (doors == Doors::service) == (door == Door::service);
}

void add_allowed(std::string& allow, std::string_view method) {
  if (!allow.empty()) allow += ", ";
  allow += method;
  if (method == "GET") allow += ", HEAD";
}

}  // namespace

std::span<const Route> all_routes() { return routes; }

RouteMatch find_route(std::span<const Route> table, Door door, std::string_view method,
                      const std::vector<std::string>& segments) {
  RouteMatch found;
  const std::string_view wanted = method == "HEAD" ? std::string_view{"GET"} : method;
  for (const Route& route : table) {
    if (!is_open(route.doors, door)) continue;
    std::optional<std::vector<std::string>> parameters = match(route.pattern, segments);
    if (!parameters) continue;
    add_allowed(found.allow, route.method);
    if (route.method != wanted || found.route != nullptr) continue;
    found.route = &route;
    found.parameters = std::move(*parameters);
  }
  return found;
}

}  // namespace postproof::api
