#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::api {

struct QueryParameter {
  std::string name;      ///< decoded; as sent where it does not decode to visible ASCII, so that it can be shown
  std::string value;     ///< decoded; any bytes
  bool readable = true;  ///< false: the percent-encoding of the value is broken
};

/// What a request aims at.
struct Target {
  std::string authority;              ///< of the absolute form, lower case; empty for the origin form
  std::vector<std::string> segments;  ///< of the path, decoded; a trailing slash gives a last, empty one
  std::vector<QueryParameter> query;
};

/// Takes an origin-form or absolute-form target (RFC 9112, section 3.2) apart; `*` gives the one segment "*".
/// malformed_request for anything else, broken percent-encoding, dot segments and, encoded, slashes, backslashes and
/// control characters in the path.
Result<Target> parse_target(std::string_view target);

/// Whether an absolute-form target (`authority`, lower case, "host" or "host:port") is for us: it names one of `own`,
/// and the same host as the Host field where there is one. Port 80 may be left out.
bool is_own_authority(std::string_view authority, std::string_view host, const std::vector<std::string>& own);

}  // namespace postproof::api
