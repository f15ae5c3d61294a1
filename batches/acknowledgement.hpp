#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batches/certificate.hpp"
#include "batches/night_store.hpp"

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

/// Which signatures acknowledgements must have.
struct AckTrust {
  std::optional<Certificate> signer;  ///< the print house's, pinned
  bool required = false;              ///< false: one without a signature is taken; one that is there must be right
};

/// An acknowledgement as it lies there: <name>, and the content of <name>.p7s if that lies beside it.
struct AckPaper {
  std::string name;
  Bytes text;
  std::optional<Bytes> signature;
};

/// What became of an acknowledgement file. take_acknowledgement itself never says `quarantined`.
enum class AckOutcome : std::uint8_t { taken, repeated, not_yet, quarantined };

/// Applies the paper to its batch. `repeated` if the very same text was taken before; `not_yet` if it answers a batch
/// of ours whose hand-over is not recorded yet (a run was killed in between, or is at work) or that is held: the file
/// is to be left where it is. An Error of kind file_invalid or state_conflict means that the file must be kept aside
/// and a person must look: no acknowledgement, no or another signature, foreign batch, hash, count or number, a second
/// and different answer, a state that does not fit. Other errors are the store's.
Result<AckOutcome> take_acknowledgement(NightStore& store, const AckTrust& trust, const AckPaper& paper, Instant now);

}  // namespace postproof::batches
