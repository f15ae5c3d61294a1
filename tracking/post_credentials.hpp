#pragma once

#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::tracking {

/// What the post knows us by; sent inside each request. Made by make_post_credentials only.
struct PostCredentials {
  Secret login;
  Secret password;
};

/// Both are 1-128 bytes of UTF-8 that XML can carry; else configuration_invalid.
Result<PostCredentials> make_post_credentials(Secret login, Secret password);

}  // namespace postproof::tracking
