#pragma once

#include "batches/batch_folder.hpp"
#include "batches/night.hpp"

namespace postproof::batches {

/// Makes the batch folder outbox/<batch_id> complete and synced, and the batch `rendered`. Rendering is a function of
/// the sealed rows, templates and keys alone: whatever an interrupted run left is checked, kept where it is true and
/// made again otherwise, and what is made again must equal what was recorded: once a manifest is recorded, all of it.
/// Returns the batch as it is then. data_corrupt if a repetition differs from the record, or a template or
/// the certificate was changed since sealing (the caller holds the batch); otherwise errors of the disk, the store and
/// the keys, after which a later run goes on.
Result<Batch> render_batch(Night& night, const Batch& batch, Instant now);

}  // namespace postproof::batches
