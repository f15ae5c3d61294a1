#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "batches/batch_state.hpp"
#include "core/digest.hpp"
#include "core/ids.hpp"
#include "orders/address.hpp"
#include "orders/code_expiry.hpp"

namespace postproof::batches {

/// A letter template as a batch uses it: its name ("ru/1") and the digest of its file when the batch was sealed.
struct TemplateDigest {
  std::string name;
  Digest sha256{};
  friend bool operator==(const TemplateDigest&, const TemplateDigest&) = default;
};

/// What sealing fixed for ever, and how far the batch has come.
struct Batch {
  std::int64_t sequence = 0;  ///< 1, 2, 3 ... without gaps; the store's key
  BatchId id;
  BatchState state = BatchState::sealed;
  std::optional<BatchState> held_from;
  std::string reason;  ///< of holding or rejecting
  Instant cutoff{};
  Instant sealed_at{};
  /// Place in the chain of manifests, fixed before anything is handed over; nothing before.
  std::optional<std::int64_t> chain_no;
  /// From here on the print house may have seen `DONE` and taken the folder.
  std::optional<Instant> hand_over_begun_at;
  std::optional<Instant> dispatched_at;
  std::optional<Instant> acknowledged_at;
  std::optional<Instant> files_removed_at;  ///< the local folder went, its term being over
  std::int64_t members = 0;                 ///< test letter included
  std::int64_t rejected = 0;                ///< members that were rejected
  int letters_per_file = 2000;
  std::string encryption = "none";
  std::optional<Digest> recipient_certificate;  ///< SHA-256 of what it is encrypted for
  std::string code_form = "digits";
  KeyId issue_key;
  KeyId check_key;
  KeyId data_key;
  orders::CodeExpiry expiry;
  std::vector<TemplateDigest> templates;
  std::optional<Digest> previous_manifest;
  std::optional<Digest> manifest;
};

/// One letter of a batch, with what must be printed.
struct Member {
  std::int64_t posting_no = 0;  ///< 1 ... members; by postal index, then track number
  LetterId id;
  AccountId account_id;
  bool is_test = false;
  bool rejected = false;
  orders::Language language = orders::Language::ru;
  TrackNumber track_number;
  orders::Recipient recipient;
  orders::Address address;
};

/// A letter file as it was made once. `plain_mac` is the keyed hash of its plaintext, by which a repetition of the
/// rendering is compared.
struct BatchFile {
  int file_no = 0;  ///< 1 ...
  std::string name;
  Digest sha256{};
  std::uint64_t bytes = 0;
  int letters = 0;
  Digest plain_mac{};
  friend bool operator==(const BatchFile&, const BatchFile&) = default;
};

/// How many letter files the batch has: members in posting order, letters_per_file of them a file (rejected members
/// leave a gap, so that no rendering moves a letter to another file).
int file_count(const Batch& batch);

/// "letters-0001.pdf", with ".p7m" behind it where the batch is encrypted.
std::string letters_file_name(const Batch& batch, int file_no);

}  // namespace postproof::batches
