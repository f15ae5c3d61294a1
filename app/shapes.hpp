#pragma once

#include <boost/json/object.hpp>

#include "api/backend.hpp"
#include "app/house.hpp"

// Documents of the command line that equal the answers of the HTTP service for the same things.

namespace postproof::app {

/// `{"batch_id","sequence","state","cutoff","sealed_at","dispatched_at","acknowledged_at","letters","rejected","files",
/// "alarms"}`; `letters` counts what is printed.
boost::json::object batch_json(const store::BatchLine& line, ZoneOffset zone);

/// `{"id","raised_at","kind","object","what_to_do"}`.
boost::json::object alarm_json(const orders::Alarm& alarm, ZoneOffset zone);

/// `{"items":[...]}`.
boost::json::object list_json(boost::json::array items);

/// The way of a letter for whoever looks it up, names and summary in the wanted language.
api::TrackingView tracking_view(const store::TrackedWay& way, const tracking::TrackingRules& rules, Instant now,
                                ZoneOffset zone, bool english);

}  // namespace postproof::app
