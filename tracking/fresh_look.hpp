#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "tracking/poll.hpp"
#include "tracking/poll_store.hpp"
#include "tracking/post_client.hpp"

namespace postproof::tracking {

/// Asks about one letter at once, by one call of the single protocol, and applies the answer. Of a letter that the post
/// cannot have (not handed over, cancelled, rejected) nothing is asked. Errors: track_number_not_found,
/// service_unavailable (budget spent), remote_failed (the letter stays as it was), those of the storage.
Result<TrackingUpdate> track_fresh(PollStore& store, PostClient& client, const Clock& clock,
                                   const PollSettings& settings, const TrackNumber& number);

}  // namespace postproof::tracking
