#pragma once

#include <string>

#include "batches/acknowledgement.hpp"
#include "core/files.hpp"

namespace postproof::batches {

/// What a look into the acknowledgement folder gave.
struct AckReport {
  int taken = 0;
  int repeated = 0;
  int quarantined = 0;
  int not_yet = 0;     ///< left in the folder
  int unreadable = 0;  ///< left in the folder, with an alarm

  void count(AckOutcome outcome);
};

/// Takes every *.ack.json in `folder` (at most 10 000 files there): first answers by name, then what was spoilt later
/// by its number, so that what came together is taken in the order in which it was said. Each is moved with its
/// signature to done/ or, with its reason in <name>.reason, to quarantine/ beside it. One that the disk does not give
/// stops none of the others.
Result<AckReport> take_acknowledgements(NightStore& store, Files& files, const AckTrust& trust, const Path& folder,
                                        Instant now);

/// Takes one named file, wherever it lies, the same way. An error if the disk does not give it.
Result<AckOutcome> take_acknowledgement_file(NightStore& store, Files& files, const AckTrust& trust, const Path& file,
                                             const Path& folder, Instant now);

}  // namespace postproof::batches
