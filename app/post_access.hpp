#pragma once

#include "app/config.hpp"
#include "system/curl_http_client.hpp"
#include "tracking/post_client.hpp"

namespace postproof::app {

/// Where and as whom the post is asked: addresses of the configuration, login and password out of the credentials file
/// (TOML; exactly these two keys). configuration_invalid naming file and line.
Result<tracking::PostAccess> post_access(const Config& config);

/// How the post is called: by the configured proxy, if there is one.
system::CurlSettings post_connection(const Config& config);

}  // namespace postproof::app
