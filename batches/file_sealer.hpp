#pragma once

#include <optional>

#include "core/bytes.hpp"
#include "core/digest.hpp"
#include "core/result.hpp"

namespace postproof::batches {

/// Turns the plaintext of a batch file into the bytes that may lie on a disk. Immutable; any thread.
class FileSealer {
 public:
  virtual ~FileSealer() = default;
  /// The file's bytes. Takes the plaintext over: where it is encrypted, its memory is wiped before this returns, with
  /// an error too. key_unusable without a usable certificate.
  virtual Result<Bytes> seal(Bytes&& plaintext) const = 0;
  /// SHA-256 of the certificate (DER) that is encrypted for; nothing where nothing is encrypted, or where the
  /// certificate could not be read (before_sealing tells why).
  virtual std::optional<Digest> recipient() const = 0;
  /// Looks at the certificate on the disk again and at its validity; called at the start of every run and before a
  /// batch is sealed. key_unusable with what is wrong and what to do.
  virtual Result<void> before_sealing(Instant now) const = 0;
};

/// Leaves plaintext as it is (batch.encryption = "none").
class PlainFiles final : public FileSealer {
 public:
  Result<Bytes> seal(Bytes&& plaintext) const override { return std::move(plaintext); }
  std::optional<Digest> recipient() const override { return std::nullopt; }
  Result<void> before_sealing(Instant) const override { return success(); }
};

}  // namespace postproof::batches
