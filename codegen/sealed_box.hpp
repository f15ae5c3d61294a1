#pragma once

#include <memory>
#include <vector>

#include "codegen/key_ring.hpp"
#include "core/entropy.hpp"
#include "core/sealer.hpp"

namespace postproof::codegen {

/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A box is
///
///     0x01 | length of the key id (1 byte) | key id | nonce (12) | ciphertext (as long as the plaintext) | tag (16)
///
/// and the associated data are the box's bytes before the nonce, followed by the context. With random nonces one key
/// may seal 2^32 boxes (SP 800-38D, 8.3); rotate long before. Any thread.
class BoxSealer final : public Sealer {
 public:
  struct Key {
    KeyId id;    ///< 1 to 255 bytes, no two the same
    Secret key;  ///< 32 bytes
  };

  /// The first of `keys` seals; all of them open. `entropy` must outlive the sealer.
  BoxSealer(std::vector<Key> keys, Entropy& entropy);
  ~BoxSealer() override;

  /// Seals under the ring's active key of this purpose; opens boxes of the staged, active and retiring ones. A sealer
  /// does not see later changes of the ring. `purpose` is personal or nonce.
  static std::unique_ptr<BoxSealer> of(const KeyRing& ring, Purpose purpose, Entropy& entropy);

  /// `plain` has at most 2^30 - 1024 bytes.
  Bytes seal(ByteView plain, std::string_view context) override;
  Result<Secret> open(ByteView box, std::string_view context) const override;

 private:
  struct Cipher;
  const Key* find(std::string_view id) const;

  std::vector<Key> keys_;
  Entropy& entropy_;
  std::unique_ptr<const Cipher> cipher_;
};

}  // namespace postproof::codegen
