#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "batches/night_store.hpp"
#include "core/files.hpp"

namespace postproof::batches {

/// <batch_id>.ack.json from the print house, and <batch_id>-2.ack.json ... for what was spoilt later
/// (docs/formats.md).
struct Acknowledgement {
  BatchId batch_id;
  Digest manifest{};
  std::string state;  ///< accepted, rejected, partial, spoilt
  Instant received_at{};
  std::int64_t letters = 0;
  std::vector<Refusal> rejected;
};

/// file_invalid with one sentence for anything that is not exactly such a document.
Result<Acknowledgement> read_acknowledgement(std::string_view text);

/// What became of an acknowledgement file.
enum class AckOutcome : std::uint8_t { taken, repeated, not_yet };

/// Applies the file's content to its batch. `repeated` if the very same file was taken before; `not_yet` if it answers
/// a batch of ours whose hand-over is not recorded yet (a run was killed in between, or is at work): the file is to be
/// left where it is, the next run records the hand-over. An Error other than one of the store means that the file must
/// be kept aside and a person must look: foreign batch, hash, count or number, a second and different answer, a state
/// that does not fit.
Result<AckOutcome> take_acknowledgement(NightStore& store, const std::string& name, std::string_view text, Instant now);

/// What a look into the acknowledgement folder gave.
struct AckReport {
  int taken = 0;
  int repeated = 0;
  int quarantined = 0;
  int not_yet = 0;  ///< left in the folder
};

/// Takes every *.ack.json in `folder` (oldest name first, at most 10 000) and moves it to done/ or, with its reason in
/// <name>.reason, to quarantine/ beside it.
Result<AckReport> take_acknowledgements(NightStore& store, Files& files, const Path& folder, Instant now);

/// Takes one named file the same way.
Result<AckOutcome> take_acknowledgement_file(NightStore& store, Files& files, const Path& file, const Path& folder,
                                             Instant now);

}  // namespace postproof::batches
