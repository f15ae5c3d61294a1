#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/entropy.hpp"
#include "core/files.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::codegen {

/// What a root key is for.
enum class KeyUse : std::uint8_t {
  codes,  ///< making and checking codes
  data,   ///< everything else that is encrypted or hashed under a key
};
std::string_view name_of(KeyUse use);
std::optional<KeyUse> key_use_of(std::string_view name);

/// The life of a root key; it goes forward only. Exactly one key of each use is active.
enum class KeyState : std::uint8_t {
  staged,     ///< known to all, not used to make anything yet
  active,     ///< makes and checks
  retiring,   ///< checks what it made while it was active
  destroyed,  ///< the root is gone; the id is never given again
};
std::string_view name_of(KeyState state);
std::optional<KeyState> key_state_of(std::string_view name);

/// What a derived key is for. Closed: two purposes never share a key.
enum class Purpose : std::uint8_t {
  issue_code,      ///< codes: the code out of letter id and nonce
  check_code,      ///< codes: the stored digest of a code
  personal,        ///< data: boxes of names and addresses
  nonce,           ///< data: boxes of the nonces of codes
  page_hash,       ///< data: keyed hash of a rendered letter
  token,           ///< data: stored hash of an API token
  idempotency,     ///< data: keyed hash of a request's body
  import_content,  ///< data: keyed hash of an imported order
  row_mac,         ///< data: MAC over what must not be edited in the database
  cursor,          ///< data: MAC in the cursors of lists
};
inline constexpr int purpose_count = 10;
std::string_view name_of(Purpose purpose);
KeyUse use_of(Purpose purpose);

/// One key as it may be shown.
struct KeyLine {
  KeyId id;
  KeyUse use = KeyUse::codes;
  KeyState state = KeyState::staged;
  friend bool operator==(const KeyLine&, const KeyLine&) = default;
};

/// One key as it is kept. `root` is 32 bytes, not all zero; empty if and only if the key is destroyed.
struct KeyEntry {
  KeyLine line;
  Secret root;
};

/// All root keys, in the order in which they were made. Reading from several threads is safe, changing is not.
class KeyRing {
 public:
  static constexpr std::size_t root_bytes = 32;
  static constexpr std::size_t most_keys = 256;

  /// A ring with one fresh active key of each use: "k1" for codes and "d1" for data.
  static KeyRing generate(Entropy& entropy);
  /// A ring of these entries. key_unusable, with the entry's number from 1, for an id that is not 1 to 32 of
  /// [A-Za-z0-9._-] or stands twice, a root that breaks KeyEntry's promise or stands twice, another number of active
  /// keys of a use than one, or more than most_keys.
  static Result<KeyRing> of(std::vector<KeyEntry> entries);

  /// Adds a fresh key that every process can learn of before it is used. state_conflict if the ring is full.
  Result<KeyId> stage(KeyUse use, Entropy& entropy);
  /// Makes the oldest staged key of this use active, or a fresh one if none is staged, and the active one retiring.
  /// Returns the new active id. state_conflict if the ring is full.
  Result<KeyId> rotate(KeyUse use, Entropy& entropy);
  /// Wipes the root of a staged or retiring key: what it made can no longer be checked or opened. Destroying twice
  /// changes nothing. state_conflict for the active key (rotate first), not_found for an unknown one.
  Result<void> destroy(const KeyId& id);

  /// All keys, without anything secret.
  std::vector<KeyLine> list() const;
  const KeyId& active(KeyUse use) const;

  /// The 32-byte key of this purpose: HKDF-SHA-256 of the root with salt "postproof-keys/1" and info
  /// "<use>/<purpose>/<key id>". key_unusable if the ring has no such key, it is destroyed, or its use is another than
  /// the purpose's.
  Result<Secret> derive(const KeyId& id, Purpose purpose) const;

 private:
  explicit KeyRing(std::vector<KeyEntry> entries) : entries_(std::move(entries)) {}
  friend Result<void> save_key_ring(const KeyRing& ring, const Path& path, Files& files);

  Result<std::size_t> add(KeyUse use, KeyState state, Entropy& entropy);
  const KeyEntry* find(const KeyId& id) const;

  std::vector<KeyEntry> entries_;
};

}  // namespace postproof::codegen
