#pragma once

#include <boost/json/object.hpp>

#include "api/backend.hpp"

namespace postproof::api {

/// A letter as the contract shows it, members in the contract's order; instants in `zone`. `memory` is what the object
/// lies in and must outlive it.
boost::json::object letter_json(const orders::LetterView& view, ZoneOffset zone, boost::json::storage_ptr memory = {});

/// A page of letters: items, next_cursor.
boost::json::object letter_page_json(const LetterPage& page, ZoneOffset zone);

/// One entry of a letter's history.
boost::json::object history_json(const HistoryEntry& entry, ZoneOffset zone);

/// A successful confirmation.
boost::json::object confirmation_json(const orders::Confirmation& confirmation, ZoneOffset zone);

/// The way of a letter. Instants of events are shown in the zone each event names, the others in `zone`; an index or a
/// place that the post did not tell is null.
boost::json::object tracking_json(const TrackingView& view, ZoneOffset zone);

}  // namespace postproof::api
