#pragma once

#include "app/house.hpp"

namespace postproof::app {

/// Makes a token ("pp_" and 43 symbols of URL-safe base 64, 256 random bits), stores its keyed hash and returns it,
/// once. state_conflict if the name is taken.
Result<Secret> create_token(House& house, const std::string& name, const std::string& role, const std::string& by);

}  // namespace postproof::app
