#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"

namespace postproof::postsim {

struct RejectedLetter {
  std::string track_number;
  std::string reason;
};

/// What the print house says about one manifest.
struct Acknowledgement {
  std::string batch_id;
  std::string manifest_sha256;
  std::string state;  ///< accepted, partial, rejected
  Instant received_at;
  std::int64_t letters = 0;  ///< the number in the manifest
  std::vector<RejectedLetter> rejected;
};

/// The bytes of the acknowledgement file: one JSON object on one line, ended by a line feed; the instant carries
/// +03:00.
std::string acknowledgement_text(const Acknowledgement& acknowledgement);

/// `<batch_id>.ack.json`.
std::string acknowledgement_name(std::string_view batch_id);

}  // namespace postproof::postsim
