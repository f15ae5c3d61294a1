#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batches/batch.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::batches {

/// The letter to ourselves that every batch carries. It is in no order, account or statistic.
struct TestLetter {
  LetterId id;
  orders::Language language = orders::Language::ru;
  orders::Recipient recipient;
  orders::Address address;
};

/// Gives the digest that is kept of a letter's code. Called while the batch is sealed, once a letter, from one thread.
using CodeDigests = std::function<Digest(const LetterId& letter, const AccountId& account)>;

/// Everything that sealing fixes, decided before its transaction.
struct SealOrder {
  Instant cutoff{};
  Instant now{};
  ZoneOffset zone;  ///< of the date in the batch id
  int letters_per_file = 2000;
  std::string encryption;
  std::optional<Digest> recipient_certificate;  ///< as FileSealer::recipient gave it
  std::string code_form;
  KeyId issue_key;
  KeyId check_key;
  KeyId data_key;
  Secret nonce_seed;  ///< 32 random bytes
  CodeDigests code_digests;
  orders::CodeExpiry expiry;
  std::vector<TemplateDigest> templates;
  TestLetter test_letter;
};

/// A member that could not be printed, or that the print house refused or spoilt.
struct Refusal {
  TrackNumber track_number;
  std::string reason;
};

/// A taken acknowledgement. `sha256` is the digest of its file.
struct TakenAcknowledgement {
  Digest sha256{};
  std::string name;
  std::string state;
};

/// What the night asks of the store; batches of rows, each writing call one durable transaction that is guarded by the
/// batch's state (state_conflict if the batch is no longer in it). Any thread.
class NightStore {
 public:
  virtual ~NightStore() = default;

  virtual Result<std::optional<Batch>> batch(const BatchId& id) = 0;
  /// Batches in state sealed or rendered, by sequence.
  virtual Result<std::vector<Batch>> unfinished() = 0;
  virtual Result<bool> night_is_done(Instant cutoff) = 0;
  /// Ordered letters with ordered_at < cutoff.
  virtual Result<std::int64_t> due_letters(Instant cutoff) = 0;

  /// Seals every due letter and the test letter in one transaction: batch row, members in posting order, letters
  /// `sealed`, codes `issued` with their digests. Nothing if nothing is due (the night then counts as done).
  /// track_numbers_exhausted if the test letter can have no number.
  virtual Result<std::optional<Batch>> seal(const SealOrder& order) = 0;
  virtual Result<void> finish_night(Instant cutoff, Instant now) = 0;
  /// The seed of the batch's nonces; state_conflict once it is erased.
  virtual Result<Secret> nonce_seed(const Batch& batch) = 0;
  /// Members with first ≤ posting_no ≤ last, in posting order.
  virtual Result<std::vector<Member>> members(const Batch& batch, std::int64_t first, std::int64_t last) = 0;
  virtual Result<std::vector<BatchFile>> files(const Batch& batch) = 0;
  /// Records a file that lies synced on the disk, with the members it could not print; also in the place of one that
  /// was made of the same plaintext and lost.
  virtual Result<void> record_file(const Batch& batch, const BatchFile& file, std::span<const Refusal> refusals,
                                   Instant now) = 0;

  /// sealed → rendered; `previous` is what the manifest names as the one before it.
  virtual Result<void> record_rendered(const Batch& batch, const Digest& manifest,
                                       const std::optional<Digest>& previous, Instant now) = 0;

  /// The last manifest of the chain; nothing before the first hand-over.
  virtual Result<std::optional<Digest>> chain_end() = 0;
  /// The batch, other than this one, that has its place in the chain and is neither handed over nor withdrawn.
  virtual Result<std::optional<BatchId>> hand_over_under_way(const Batch& but) = 0;
  /// Gives a rendered batch its place at the end of the chain, with the manifest that names the end before it. Guarded
  /// by both: state_conflict if the end is another one by now or a hand-over is under way.
  virtual Result<void> record_chained(const Batch& batch, const Digest& manifest, const std::optional<Digest>& previous,
                                      Instant now) = 0;
  /// Notes, once, that `DONE` may be seen at the print house from now on.
  virtual Result<void> record_hand_over_begun(const Batch& batch, Instant now) = 0;
  /// rendered → dispatched; letters `dispatched`, codes `live`, older live codes of the accounts `replaced`.
  virtual Result<void> record_dispatched(const Batch& batch, Instant now) = 0;
  /// dispatched → acknowledged; letters `printed` but those refused (`rejected`, code `void`); nonces erased.
  virtual Result<void> record_acknowledged(const Batch& batch, const TakenAcknowledgement& taken,
                                           std::span<const Refusal> refusals, Instant now) = 0;
  /// Letters that were spoilt after the acknowledgement: `rejected`, code `void`.
  virtual Result<void> record_spoilt(const Batch& batch, const TakenAcknowledgement& taken,
                                     std::span<const Refusal> refusals, Instant now) = 0;
  /// The whole batch never leaves: letters `rejected`, codes `void`, nonces erased. `taken` is absent if we rejected
  /// it.
  virtual Result<void> record_rejected(const Batch& batch, const std::optional<TakenAcknowledgement>& taken,
                                       const std::string& reason, const std::string& by, Instant now) = 0;
  /// The same for a batch that was not handed over: `manifest` is the hash of the manifest that tells so, which is due
  /// to be delivered from then on. It takes the batch's place in the chain, or the next one, after `previous`.
  virtual Result<void> record_withdrawn(const Batch& batch, const Digest& manifest,
                                        const std::optional<Digest>& previous, const std::string& reason,
                                        const std::string& by, Instant now) = 0;
  /// Withdrawn batches whose manifest is not delivered yet, by sequence.
  virtual Result<std::vector<Batch>> due_withdrawals() = 0;
  virtual Result<void> record_withdrawal_delivered(const Batch& batch, Instant now) = 0;
  virtual Result<std::optional<TakenAcknowledgement>> taken_acknowledgement(const Batch& batch,
                                                                            const Digest& sha256) = 0;
  /// The members among these numbers, and whether each is still one that can be refused.
  virtual Result<std::vector<Member>> members_of(const Batch& batch, std::span<const TrackNumber> numbers) = 0;
  /// Erased bytes leave the database's log too.
  virtual Result<void> empty_log() = 0;

  virtual Result<void> hold(const Batch& batch, const std::string& reason, Instant now) = 0;
  /// held → the state it was held from.
  virtual Result<void> release(const Batch& batch, const std::string& by, Instant now) = 0;
  virtual Result<void> raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                                   Instant now) = 0;
  virtual Result<void> close_alarm(std::string_view kind, std::string_view object, Instant now) = 0;
};

}  // namespace postproof::batches
