#pragma once

#include "batches/night_store.hpp"
#include "tests/support/fault_plan.hpp"

namespace postproof::test {

/// A store whose calls fail by plan with service_unavailable: before they are done, or after.
class FailingNightStore : public batches::NightStore {
 public:
  using Batch = batches::Batch;
  FailingNightStore(batches::NightStore& inner, FaultPlan& plan) : inner_(&inner), plan_(plan) {}
  void point_to(batches::NightStore& inner) { inner_ = &inner; }

  Result<std::optional<Batch>> batch(const BatchId& id) override {
    return ask<std::optional<Batch>>("batch", [&] { return inner_->batch(id); });
  }
  Result<std::vector<Batch>> unfinished() override {
    return ask<std::vector<Batch>>("unfinished", [&] { return inner_->unfinished(); });
  }
  Result<bool> night_is_done(Instant cutoff) override {
    return ask<bool>("night_is_done", [&] { return inner_->night_is_done(cutoff); });
  }
  Result<std::int64_t> due_letters(Instant cutoff) override {
    return ask<std::int64_t>("due_letters", [&] { return inner_->due_letters(cutoff); });
  }
  Result<std::optional<Batch>> seal(const batches::SealOrder& order) override {
    return change<std::optional<Batch>>("seal", [&] { return inner_->seal(order); });
  }
  Result<void> finish_night(Instant cutoff, Instant now) override {
    return change<void>("finish_night", [&] { return inner_->finish_night(cutoff, now); });
  }
  Result<Secret> nonce_seed(const Batch& batch) override {
    return ask<Secret>("nonce_seed", [&] { return inner_->nonce_seed(batch); });
  }
  Result<std::vector<batches::Member>> members(const Batch& batch, std::int64_t first, std::int64_t last) override {
    return ask<std::vector<batches::Member>>("members", [&] { return inner_->members(batch, first, last); });
  }
  Result<std::vector<batches::BatchFile>> files(const Batch& batch) override {
    return ask<std::vector<batches::BatchFile>>("files", [&] { return inner_->files(batch); });
  }
  Result<void> record_file(const Batch& batch, const batches::BatchFile& file,
                           std::span<const batches::Refusal> refusals, Instant now) override {
    return change<void>("record_file", [&] { return inner_->record_file(batch, file, refusals, now); });
  }
  Result<void> record_rendered(const Batch& batch, const Digest& manifest, const std::optional<Digest>& previous,
                               Instant now) override {
    return change<void>("record_rendered", [&] { return inner_->record_rendered(batch, manifest, previous, now); });
  }
  Result<std::optional<Digest>> chain_end() override {
    return ask<std::optional<Digest>>("chain_end", [&] { return inner_->chain_end(); });
  }
  Result<std::optional<BatchId>> hand_over_under_way(const Batch& but) override {
    return ask<std::optional<BatchId>>("hand_over_under_way", [&] { return inner_->hand_over_under_way(but); });
  }
  Result<void> record_chained(const Batch& batch, const Digest& manifest, const std::optional<Digest>& previous,
                              Instant now) override {
    return change<void>("record_chained", [&] { return inner_->record_chained(batch, manifest, previous, now); });
  }
  Result<void> record_hand_over_begun(const Batch& batch, Instant now) override {
    return change<void>("record_hand_over_begun", [&] { return inner_->record_hand_over_begun(batch, now); });
  }
  Result<void> record_dispatched(const Batch& batch, Instant now) override {
    return change<void>("record_dispatched", [&] { return inner_->record_dispatched(batch, now); });
  }
  Result<void> record_acknowledged(const Batch& batch, const batches::TakenAcknowledgement& taken,
                                   std::span<const batches::Refusal> refusals, Instant now) override {
    return change<void>("record_acknowledged",
                        [&] { return inner_->record_acknowledged(batch, taken, refusals, now); });
  }
  Result<void> record_spoilt(const Batch& batch, const batches::TakenAcknowledgement& taken,
                             std::span<const batches::Refusal> refusals, Instant now) override {
    return change<void>("record_spoilt", [&] { return inner_->record_spoilt(batch, taken, refusals, now); });
  }
  Result<void> record_rejected(const Batch& batch, const std::optional<batches::TakenAcknowledgement>& taken,
                               const std::string& reason, const std::string& by, Instant now) override {
    return change<void>("record_rejected", [&] { return inner_->record_rejected(batch, taken, reason, by, now); });
  }
  Result<void> record_withdrawn(const Batch& batch, const Digest& manifest, const std::optional<Digest>& previous,
                                const std::string& reason, const std::string& by, Instant now) override {
    return change<void>("record_withdrawn",
                        [&] { return inner_->record_withdrawn(batch, manifest, previous, reason, by, now); });
  }
  Result<std::vector<Batch>> due_withdrawals() override {
    return ask<std::vector<Batch>>("due_withdrawals", [&] { return inner_->due_withdrawals(); });
  }
  Result<void> record_withdrawal_delivered(const Batch& batch, Instant now) override {
    return change<void>("record_withdrawal_delivered", [&] { return inner_->record_withdrawal_delivered(batch, now); });
  }
  Result<std::optional<batches::TakenAcknowledgement>> taken_acknowledgement(const Batch& batch,
                                                                             const Digest& sha256) override {
    return ask<std::optional<batches::TakenAcknowledgement>>(
        "taken_acknowledgement", [&] { return inner_->taken_acknowledgement(batch, sha256); });
  }
  Result<std::vector<batches::Member>> members_of(const Batch& batch, std::span<const TrackNumber> numbers) override {
    return ask<std::vector<batches::Member>>("members_of", [&] { return inner_->members_of(batch, numbers); });
  }
  Result<void> empty_log() override {
    return change<void>("empty_log", [&] { return inner_->empty_log(); });
  }
  Result<void> hold(const Batch& batch, const std::string& reason, Instant now) override {
    return change<void>("hold", [&] { return inner_->hold(batch, reason, now); });
  }
  Result<void> release(const Batch& batch, const std::string& by, Instant now) override {
    return change<void>("release", [&] { return inner_->release(batch, by, now); });
  }
  Result<void> raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                           Instant now) override {
    return change<void>("raise_alarm", [&] { return inner_->raise_alarm(kind, object, what_to_do, now); });
  }
  Result<void> close_alarm(std::string_view kind, std::string_view object, Instant now) override {
    return change<void>("close_alarm", [&] { return inner_->close_alarm(kind, object, now); });
  }

 private:
  template <class T, class Whole>
  Result<T> ask(std::string_view verb, Whole whole) {
    return plan_.run<T>({Realm::store, verb, {}, false}, ErrorKind::service_unavailable, whole);
  }
  template <class T, class Whole>
  Result<T> change(std::string_view verb, Whole whole) {
    return plan_.run<T>({Realm::store, verb, {}, true}, ErrorKind::service_unavailable, whole);
  }

  batches::NightStore* inner_;
  FaultPlan& plan_;
};

}  // namespace postproof::test
