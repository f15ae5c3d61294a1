#pragma once

#include "batches/acknowledgement.hpp"
#include "core/files.hpp"
#include "core/remote_folder.hpp"

namespace postproof::batches {

/// What a look at the print house's acknowledgements gave.
struct PickUpReport {
  int fetched = 0;
  int known = 0;    ///< were here before
  int refused = 0;  ///< of a name, kind or size that is not taken
  int waiting = 0;  ///< changed while we looked, or cannot be read yet: the next look sees them again
};

/// Copies the acknowledgements that lie at the print house into our folder, from which take_acknowledgements takes
/// them: names of [A-Za-z0-9._-] that end in ".ack.json", each after its signature (<name>.p7s) if there is one, at
/// most 10 000 names and 16 MiB each, under a temporary name first. What lies at the print house is left there; a name
/// that is here, in done/ or in quarantine/ with the same size is not fetched again. Errors of the print house as a
/// whole and of our disk.
Result<PickUpReport> pick_up_acknowledgements(RemoteFolder& print_house, Files& files, const Path& folder);

/// Whether an acknowledgement of a rendered batch lies in our folder, right in every respect: signature, manifest hash
/// and count. Nothing is taken or changed. Errors of disk and store.
Result<bool> is_acknowledged(NightStore& store, const Files& files, const AckTrust& trust, const Path& folder,
                             const Batch& batch, Instant now);

}  // namespace postproof::batches
