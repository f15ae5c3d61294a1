#include "api/routes.hpp"

#include <array>
#include <optional>

#include "api/ascii.hpp"
#include "api/handlers.hpp"

namespace postproof::api {

namespace {

constexpr Roles nobody_asked{};
constexpr Roles portal{Role::portal};
constexpr Roles auditor{Role::auditor};
constexpr Roles operators{Role::operator_role};
constexpr Roles portal_or_operator{Role::portal, Role::operator_role};
constexpr Roles operator_or_auditor{Role::operator_role, Role::auditor};
constexpr Roles any_counter{Role::portal, Role::post, Role::operator_role};

constexpr auto here = Doors::service;
constexpr auto no_body = BodyRule::ignored;

constexpr std::span<const std::string_view> nothing_asked{};
constexpr std::array<std::string_view, 2> page_asked{"cursor", "limit"};
constexpr std::array<std::string_view, 6> letters_asked{"account_id",   "status", "batch_id",
                                                        "track_number", "cursor", "limit"};
constexpr std::array<std::string_view, 2> offices_asked{"query", "limit"};

constexpr std::array routes{
    Route{"POST", "/v1/letters", portal, here, BodyRule::json, nothing_asked, place_letter},
    Route{"GET", "/v1/letters", portal_or_operator, here, no_body, letters_asked, list_letters},
    Route{"GET", "/v1/letters/{id}", portal_or_operator, here, no_body, nothing_asked, show_letter},
    Route{"POST", "/v1/letters/{id}/cancel", portal_or_operator, here, no_body, nothing_asked, cancel_letter},
    Route{"GET", "/v1/letters/{id}/events", portal_or_operator, here, no_body, nothing_asked, show_history},
    Route{"GET", "/v1/letters/{id}/proof.pdf", operators, here, no_body, nothing_asked, show_proof, "application/pdf"},
    Route{"GET", "/v1/accounts/{account_id}", portal_or_operator, here, no_body, nothing_asked, show_account},
    Route{"POST", "/v1/accounts/{account_id}/void", portal, here, BodyRule::json, nothing_asked, void_account},
    Route{"POST", "/v1/confirmations", portal, here, BodyRule::json, nothing_asked, confirm},
    Route{"GET", "/v1/tracking/{track_number}", any_counter, here, no_body, nothing_asked, show_tracking},
    Route{"GET", "/v1/indexes", portal_or_operator, here, no_body, offices_asked, search_offices},
    Route{"GET", "/v1/indexes/{index}", portal_or_operator, here, no_body, nothing_asked, show_office},
    Route{"GET", "/v1/batches", operator_or_auditor, here, no_body, page_asked, list_batches},
    Route{"GET", "/v1/batches/{id}", operator_or_auditor, here, no_body, nothing_asked, show_batch},
    Route{"GET", "/v1/batches/{id}/letters", operators, here, no_body, page_asked, list_batch_letters},
    Route{"GET", "/v1/stats", operator_or_auditor, here, no_body, nothing_asked, show_statistics},
    Route{"GET", "/v1/audit", auditor, here, no_body, page_asked, list_audit},
    Route{"GET", "/openapi.json", nobody_asked, here, no_body, nothing_asked, show_openapi},
    Route{"GET", "/docs", nobody_asked, here, no_body, nothing_asked, show_docs, "text/html"},
    Route{"GET", "/healthz", nobody_asked, Doors::both, no_body, nothing_asked, show_health},
    Route{"GET", "/readyz", nobody_asked, Doors::both, no_body, nothing_asked, show_readiness},
    Route{"GET", "/metrics", nobody_asked, Doors::admin, no_body, nothing_asked, show_metrics, "text/plain"},
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
