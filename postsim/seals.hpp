#pragma once

#include "core/files.hpp"
#include "core/result.hpp"
#include "postsim/manifest.hpp"

namespace postproof::postsim {

/// The keys of the print house and of who sends to it; all in PEM.
struct SealFiles {
  Path key;          ///< its private key, for encrypted files and its signatures
  Path certificate;  ///< its certificate
  Path sender;       ///< the sender's certificate, for signatures of manifests; a sender without one signs nothing
};

/// Whether a batch comes from the sender: where its certificate is at hand, manifest.json.p7s must be a signature of
/// these bytes by it. file_invalid if it is not, key_unusable if the certificate cannot be read.
Result<void> check_manifest_signature(const Files& files, const SealFiles& seals, const Path& folder,
                                      ByteView manifest);

/// Whether a batch with encrypted files is meant for this print house: the manifest names its certificate, if that is
/// at hand. file_invalid if not.
Result<void> check_recipient(const Files& files, const SealFiles& seals, const Manifest& manifest);

/// Opens a list (a file without letters) as the print house would; one whose name does not end in ".p7m" is given back.
/// file_invalid if it does not open, key_unusable without a key.
Result<Bytes> open_list(const Files& files, const SealFiles& seals, const ManifestFile& file, Bytes bytes);

}  // namespace postproof::postsim
