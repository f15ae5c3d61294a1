#pragma once

#include "batches/night.hpp"

namespace postproof::batches {

/// Makes the batch folder outbox/<batch_id> complete and synced, and the batch `rendered`. Rendering is a function of
/// the sealed rows, templates and keys alone: whatever an interrupted run left is checked, kept where it is true and
/// made again otherwise, and what is made again must equal what was recorded. Returns the batch as it is then.
/// data_corrupt if a repetition differs from the record or a template was changed since sealing (the caller holds the
/// batch); otherwise errors of the disk, the store and the keys, after which a later run goes on.
Result<Batch> render_batch(Night& night, const Batch& batch, Instant now);

/// The files of a rendered batch that are handed over, manifest last.
Result<std::vector<Consignment>> consignments(Night& night, const Batch& batch);

/// Compares the folder with the records: every file's hash, and the manifest's. One sentence for each difference.
Result<std::vector<std::string>> differences(Night& night, const Batch& batch);

}  // namespace postproof::batches
