#pragma once

#include "batches/night.hpp"

namespace postproof::batches {

/// Gives a rendered batch its place in the chain of manifests, unless it has one: a manifest that names another one
/// than the chain's end (its batch was held, and others went first) is made anew and signed before anything of it is
/// handed over. Safe to repeat after any interruption. Returns the batch as it is then. data_corrupt if the folder is
/// not as recorded; errors of disk, store and key.
Result<Batch> chain_batch(Night& night, const Batch& batch, Instant now);

/// Hands a chained batch over and records it: from then on its codes are live. The intent is committed before `DONE`
/// can be seen. Errors of the courier and the store.
Result<void> hand_over_batch(Night& night, const Batch& batch, Instant now);

}  // namespace postproof::batches
