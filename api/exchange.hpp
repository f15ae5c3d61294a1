#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/answer.hpp"
#include "api/backend.hpp"
#include "api/rate_limit.hpp"
#include "api/target.hpp"

namespace postproof::api {

struct Route;

/// What has been learnt about one request so far; filled step by step in the order of precedence of refusals, so that
/// a refusal finds in it what its answer needs.
struct Exchange {
  std::string request_id;
  std::string method;
  bool head_only = false;  ///< HEAD: the answer has no body
  const Route* route = nullptr;
  std::string allow;                    ///< methods of the path, for 405
  std::vector<std::string> parameters;  ///< of the path, in the pattern's order
  std::vector<QueryParameter> query;
  std::vector<FieldError> field_errors;  ///< found outside the body
  Identity identity;                     ///< of routes that ask for one
  std::optional<RateState> rate;
  bool english = false;
  std::string path;                            ///< of the target, as sent, without the query
  std::string if_none_match;                   ///< as sent; empty if absent
  std::optional<std::string> idempotency_key;  ///< of a POST that has a good one
};

}  // namespace postproof::api
