#pragma once

#include <string_view>

namespace postproof::api {

/// api/openapi.json: the description of the service (OpenAPI 3.1).
std::string_view openapi_document();

/// api/docs.html: a page that shows the description of the service that serves it, and loads nothing else.
std::string_view docs_page();

}  // namespace postproof::api
