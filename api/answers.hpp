#pragma once

#include <boost/json/object.hpp>

#include "api/exchange.hpp"

namespace postproof::api {

/// An answer of application/json.
Answer json_answer(int status, const boost::json::object& document);

/// The answer that tells a refusal: told_outside as problem document, with Retry-After, and with WWW-Authenticate or
/// Allow where the status asks for them.
Answer problem_answer(const Error& error, const Exchange& exchange, ZoneOffset zone);

/// The RateLimit-* fields of an authenticated request; none where there is no limit.
std::vector<std::pair<std::string, std::string>> rate_headers(const Exchange& exchange);

}  // namespace postproof::api
