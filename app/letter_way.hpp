#pragma once

#include "api/backend.hpp"
#include "app/house.hpp"

namespace postproof::app {

/// The way of one of our letters for whoever looks it up, names and summary in the wanted language. Operations that
/// came without a place, as those of tickets do, have the name of the office from the post's list, where one is loaded.
/// track_number_not_found, service_unavailable.
Result<api::TrackingView> letter_way(House& house, const TrackNumber& number, bool english);

}  // namespace postproof::app
