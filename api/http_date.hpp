#pragma once

#include <string>

#include "core/instant.hpp"

namespace postproof::api {

/// IMF-fixdate of RFC 9110, section 5.6.7, e.g. "Mon, 23 Nov 2026 06:00:00 GMT".
std::string http_date(Instant instant);

}  // namespace postproof::api
