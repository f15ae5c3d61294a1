#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/exchange.hpp"
#include "api/rate_limit.hpp"
#include "api/request_head.hpp"
#include "api/routes.hpp"

namespace postproof::api {

/// What admission asks about the place the request came to.
struct Doorway {
  Door door = Door::service;
  const std::vector<std::string>& own_hosts;  ///< authorities under which this connection's end is known
  std::size_t most_body_bytes = 64U << 10U;
};

/// Decides from a request's head alone whether it is let in, in the contract's order of precedence: malformed_request
/// (target, foreign host) → not_found → method_not_allowed → unauthenticated → forbidden → rate_limited →
/// not_acceptable → body_too_large → unsupported_media_type. Fills `exchange` as far as it comes; field errors that are
/// no part of the body (query, Idempotency-Key) are left in it, because malformed_json goes before them.
class Admission {
 public:
  /// All borrowed. Any thread.
  Admission(std::span<const Route> routes, Backend& backend, RateLimiter& limiter)
      : routes_(routes), backend_(backend), limiter_(limiter) {}

  Result<void> admit(const RequestHead& head, const Doorway& doorway, SteadyTime now, Exchange& exchange) const;

 private:
  Result<void> find(const RequestHead& head, const Doorway& doorway, Exchange& exchange) const;
  Result<void> identify(const RequestHead& head, SteadyTime now, Exchange& exchange) const;

  std::span<const Route> routes_;
  Backend& backend_;
  RateLimiter& limiter_;
};

/// The id a request goes by: its own X-Request-Id if there is exactly one of the form [A-Za-z0-9._-]{1,64}, else 32
/// hexadecimal digits of fresh entropy.
std::string request_id_of(const RequestHead& head, Entropy& entropy);
std::string make_request_id(Entropy& entropy);

}  // namespace postproof::api
