#pragma once

#include "batches/night.hpp"

namespace postproof::batches {

/// Fixes the night's batch in one transaction: members and their order, templates, keys, nonces, expiry, test letter.
/// Nothing if no letter was due. Either everything is sealed or nothing is.
Result<std::optional<Batch>> seal_night(Night& night, Instant cutoff, Instant now);

}  // namespace postproof::batches
