#pragma once

#include <span>
#include <string>

#include "batches/night_store.hpp"
#include "store/order_rows.hpp"

namespace postproof::store {

/// The error of a guarded step that found its batch in another state.
Error moved_on(const batches::Batch& batch);

/// Letters of the batch that will not be posted after all: letter `rejected`, code `void`, portal told; one that is
/// rejected already stays so, one that the post has scanned raises an alarm instead. `by` and each refusal's reason go
/// into the history. Part of the caller's transaction.
Result<void> refuse_letters(OrderRows& rows, Connection& db, const batches::Batch& batch,
                            std::span<const batches::Refusal> refusals, const std::string& by, Instant now);

}  // namespace postproof::store
