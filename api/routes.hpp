#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "api/ask.hpp"
#include "api/exchange.hpp"

namespace postproof::api {

/// A set of roles; the empty one means that nobody is asked who they are.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool contains(Role role) const { return (bits_ & bit(role)) != 0; }

 private:
  static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

/// Which socket a connection came in on, and which ones a route answers on.
enum class Door : std::uint8_t { service, admin };
enum class Doors : std::uint8_t { service, admin, both };

/// What happens to a body: read and dropped whatever it is, or read as strict JSON.
enum class BodyRule : std::uint8_t { ignored, json };

/// What a handler is given. References are valid until it has finished.
struct Call {
  Exchange& exchange;
  boost::json::value document;  ///< of BodyRule::json; null otherwise
  std::string_view body;        ///< as it was sent; of BodyRule::json, empty otherwise
  Backend& backend;
  Waiter& waiter;
};

/// Answers a call that was admitted; must not block.
using Handler = Task<Result<Answer>> (*)(Call& call);

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "/v1/letters/{id}"; a segment in braces takes any one segment that is not empty
  Roles roles;
  Doors doors = Doors::service;
  BodyRule body = BodyRule::ignored;
  std::span<const std::string_view> query;  ///< parameters it knows
  Handler handler = nullptr;
  std::string_view content_type = "application/json";  ///< of the answer that is no refusal
};

/// The calls of the service, the one table.
std::span<const Route> all_routes();

/// What the table says about a path and a method.
struct RouteMatch {
  const Route* route = nullptr;  ///< nullptr: no such path, or (allow not empty) no such method
  std::vector<std::string> parameters;
  std::string allow;  ///< methods of the path in the table's order, HEAD beside GET; empty: no such path here
};

/// Looks a request up. HEAD is answered by GET's route.
RouteMatch find_route(std::span<const Route> routes, Door door, std::string_view method,
                      const std::vector<std::string>& segments);

}  // namespace postproof::api
