#pragma once

#include <functional>

#include "batches/night_store.hpp"
#include "core/sealer.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"

namespace postproof::store {

/// batches::NightStore over the database. `personal` seals names and addresses, `nonces` the nonce seeds. Any thread.
class NightRows final : public batches::NightStore {
 public:
  NightRows(Writer& writer, Readers& readers, Sealer& personal, Sealer& nonces, bool notices_wanted)
      : writer_(writer), readers_(readers), personal_(personal), nonces_(nonces), notices_wanted_(notices_wanted) {}

  Result<std::optional<batches::Batch>> batch(const BatchId& id) override;
  Result<std::vector<batches::Batch>> unfinished() override;
  Result<bool> night_is_done(Instant cutoff) override;
  Result<std::int64_t> due_letters(Instant cutoff) override;
  Result<std::optional<batches::Batch>> seal(const batches::SealOrder& order) override;
  Result<void> finish_night(Instant cutoff, Instant now) override;
  Result<Secret> nonce_seed(const batches::Batch& batch) override;
  Result<std::vector<batches::Member>> members(const batches::Batch& batch, std::int64_t first,
                                               std::int64_t last) override;
  Result<std::vector<batches::BatchFile>> files(const batches::Batch& batch) override;
  Result<void> record_file(const batches::Batch& batch, const batches::BatchFile& file,
                           std::span<const batches::Refusal> refusals, Instant now) override;
  Result<void> record_rendered(const batches::Batch& batch, const Digest& manifest,
                               const std::optional<Digest>& previous, Instant now) override;
  Result<std::optional<Digest>> chain_end() override;
  Result<std::optional<BatchId>> hand_over_under_way(const batches::Batch& but) override;
  Result<void> record_chained(const batches::Batch& batch, const Digest& manifest,
                              const std::optional<Digest>& previous, Instant now) override;
  Result<void> record_hand_over_begun(const batches::Batch& batch, Instant now) override;
  Result<void> record_dispatched(const batches::Batch& batch, Instant now) override;
  Result<void> record_acknowledged(const batches::Batch& batch, const batches::TakenAcknowledgement& taken,
                                   std::span<const batches::Refusal> refusals, Instant now) override;
  Result<void> record_spoilt(const batches::Batch& batch, const batches::TakenAcknowledgement& taken,
                             std::span<const batches::Refusal> refusals, Instant now) override;
  Result<void> record_rejected(const batches::Batch& batch, const std::optional<batches::TakenAcknowledgement>& taken,
                               const std::string& reason, const std::string& by, Instant now) override;
  Result<void> record_withdrawn(const batches::Batch& batch, const Digest& manifest,
                                const std::optional<Digest>& previous, const std::string& reason, const std::string& by,
                                Instant now) override;
  Result<std::vector<batches::Batch>> due_withdrawals() override;
  Result<void> record_withdrawal_delivered(const batches::Batch& batch, Instant now) override;
  Result<std::optional<batches::TakenAcknowledgement>> taken_acknowledgement(const batches::Batch& batch,
                                                                             const Digest& sha256) override;
  Result<std::vector<batches::Member>> members_of(const batches::Batch& batch,
                                                  std::span<const TrackNumber> numbers) override;
  Result<void> empty_log() override;
  Result<void> hold(const batches::Batch& batch, const std::string& reason, Instant now) override;
  Result<void> release(const batches::Batch& batch, const std::string& by, Instant now) override;
  Result<void> raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                           Instant now) override;
  Result<void> close_alarm(std::string_view kind, std::string_view object, Instant now) override;

 private:
  Writer& writer_;
  Readers& readers_;
  Sealer& personal_;
  Sealer& nonces_;
  bool notices_wanted_;
};

}  // namespace postproof::store
