#pragma once

#include <string_view>

#include "batches/courier.hpp"
#include "batches/night.hpp"

namespace postproof::batches {

inline constexpr std::string_view signature_name = "manifest.json.p7s";

/// Makes the signature of `manifest` in `folder`, once: one that lies there and verifies stays, anything else is
/// replaced. Nothing is done in a night without a signer.
Result<void> keep_manifest_signature(const Night& night, const Path& folder, ByteView manifest, Instant now);

/// The signature in `folder` as a file to hand over, before the manifest; nothing if there is none.
Result<std::optional<Consignment>> signature_consignment(const Night& night, const Path& folder);

}  // namespace postproof::batches
