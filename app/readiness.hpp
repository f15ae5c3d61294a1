#pragma once

#include "api/backend.hpp"
#include "app/house.hpp"

namespace postproof::app {

/// What keeps the service from doing its work, one sentence each: database, writer (asked, and given two seconds),
/// keys, clock, templates, track numbers, the print house's certificate where letters are encrypted. Blocks; any thread
/// but the event loops' and the writer's. The typesetter must have been loaded before.
api::Readiness readiness_of(House& house);

}  // namespace postproof::app
