#pragma once

#include <string>

#include "batches/night.hpp"

namespace postproof::batches {

/// Gives up a batch that was not handed over (sealed, rendered, or held before the hand-over): its letters become
/// `rejected`, its codes void, its nonces are erased, and a signed manifest with state "withdrawn" and no files takes
/// the place of its folder, here and at the print house, so that batch numbers stay gapless. state_conflict for any
/// other batch. The decision is committed first; what is left of the delivery is done by deliver_withdrawals.
Result<void> withdraw_batch(Night& night, const Batch& batch, const std::string& reason, const std::string& by,
                            Instant now);

/// Delivers the manifests of withdrawn batches that are still due; safe to repeat.
Result<void> deliver_withdrawals(Night& night, Instant now);

}  // namespace postproof::batches
