#pragma once

#include <string>
#include <string_view>

#include "core/files.hpp"
#include "core/result.hpp"
#include "postsim/faults.hpp"

namespace postproof::postsim {

/// One acknowledgement that the print house has to give.
struct AckOrder {
  std::string batch_id;
  std::string text;              ///< the right bytes
  std::string hand_over;         ///< names this hand-over of the folder; another one is acknowledged anew
  std::string text_of_previous;  ///< of the batch before, "" if there is none; for the fault `old`
  bool asked = false;            ///< a single look: also again if the sender has neither taken nor kept it
};

/// Where the signature of acknowledgements comes from; both files in PEM.
struct AckSigner {
  Path key;
  Path certificate;
};

/// Puts acknowledgements where the sender picks them up, each once for each hand-over. Files appear under their name
/// when complete; their temporary name is outside `*.ack.json`. Remembers in `<data>/postsim/acknowledged/` what it
/// gave, so that a restart repeats nothing.
class AckDesk {
 public:
  /// Borrows `files`.
  AckDesk(Files& files, Path acks, Path memory, AckSigner signer)
      : files_(files), acks_(std::move(acks)), memory_(std::move(memory)), signer_(std::move(signer)) {}

  /// True if something was put down. With key and certificate there, a detached signature `.ack.json.p7s` comes first.
  Result<bool> give(const AckOrder& order, const Faults& faults);

 private:
  Result<void> put(const std::string& name, std::string_view text);
  Result<void> put_atomically(const std::string& name, ByteView bytes);
  Result<void> sign(const std::string& name, std::string_view text);

  Files& files_;
  Path acks_;
  Path memory_;
  AckSigner signer_;
};

}  // namespace postproof::postsim
