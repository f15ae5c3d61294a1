#pragma once

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace postproof::batches {

/// Signs manifests. Immutable; any thread.
class ManifestSigner {
 public:
  virtual ~ManifestSigner() = default;
  /// A detached signature (CMS SignedData, DER). `now` becomes its signing time; two signatures of the same bytes
  /// differ. key_unusable if the library refuses.
  virtual Result<Bytes> sign(ByteView manifest, Instant now) const = 0;
  /// Whether this is a signature of these bytes by this signer; file_invalid with what is wrong.
  virtual Result<void> verify(ByteView manifest, ByteView signature) const = 0;
  /// key_unusable if the certificate is not valid at `now`.
  virtual Result<void> before_sealing(Instant now) const = 0;
};

}  // namespace postproof::batches
