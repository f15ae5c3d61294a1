#pragma once

#include "batches/batch_lists.hpp"
#include "batches/night.hpp"

namespace postproof::batches {

/// Prints the letter files of a sealed batch into its partial folder and makes its lists on the way: members are read
/// ahead in posting order, a fixed number of workers set the letters of a file each, seal, write, sync and record it,
/// and the lists follow in order. Memory is bounded by the workers and the belts between these stages, not by the
/// batch. What is recorded already and lies there is not made again; what is made again must equal the record
/// (data_corrupt). Other errors are those of disk, store, keys and the certificate; a later run goes on from what is
/// recorded. The lists hold names and addresses.
Result<BatchLists> print_batch(Night& night, const Batch& batch, Instant now);

}  // namespace postproof::batches
