#pragma once

#include <string_view>

#include "api/request_head.hpp"

namespace postproof::api {

/// Whether an answer of the media type `type` ("application/json") is acceptable (RFC 9110, section 12.5.1): no Accept,
/// or one whose most specific range for the type has a weight above 0. Parameters of ranges are ignored; what cannot be
/// read excludes nothing else.
bool accepts(const RequestHead& head, std::string_view type);

/// Whether the body is said to be JSON in UTF-8: exactly one Content-Type, application/json, charset absent or utf-8.
bool body_is_json(const RequestHead& head);

/// Whether English is preferred to Russian (RFC 9110, section 12.5.4); Russian where nothing is said.
bool prefers_english(const RequestHead& head);

}  // namespace postproof::api
