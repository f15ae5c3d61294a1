#pragma once

#include "batches/certificate.hpp"
#include "batches/file_sealer.hpp"
#include "core/files.hpp"

namespace postproof::batches {

/// Encrypts for the print house's certificate, which is pinned by its fingerprint (batch.encryption = "cms").
class CmsSealer final : public FileSealer {
 public:
  /// Reads the certificate once. A fault does not keep the sealer from being made, so that commands that encrypt
  /// nothing go on working: before_sealing and seal tell it. Borrows `files`.
  CmsSealer(const Files& files, Path certificate, const Digest& fingerprint);

  Result<Bytes> seal(Bytes&& plaintext) const override;
  std::optional<Digest> recipient() const override;
  Result<void> before_sealing(Instant now) const override;

 private:
  Result<Certificate> read() const;

  const Files& files_;
  Path path_;
  Digest fingerprint_;
  Result<Certificate> certificate_;
};

}  // namespace postproof::batches
