#pragma once

#include <map>
#include <set>
#include <string>

#include "batches/file_sealer.hpp"
#include "codegen/key_ring.hpp"
#include "tests/fault/rows.hpp"
#include "tests/support/failing_night_store.hpp"

namespace postproof::test {

/// Remembers of the nights what must stay as it was, and what must be on no disk.
struct Witness {
  std::set<std::string> codes;                    ///< every code that was made, in canonical form and as shown
  std::set<std::string> seeds;                    ///< seeds of nonces, in the clear
  std::map<std::string, std::string> boxes;       ///< batch → the seed of its nonces as the database keeps it
  std::set<std::string> plaintexts;               ///< SHA-256 of everything that was sealed into files
  std::map<std::string, std::string> sealed;      ///< batch → what sealing fixed, when it was first seen
  std::map<std::string, std::string> plain_macs;  ///< "batch/file" → as first recorded

  /// Of the codes that this sealing makes or would have made.
  void note_codes(const batches::SealOrder& order, const codegen::KeyRing& keys, const RawDatabase& database);
  /// Of what the database holds; says what differs from what was there before.
  std::vector<std::string> note_database(const RawDatabase& database);
};

/// The store of a night, watched.
class WitnessedStore final : public FailingNightStore {
 public:
  WitnessedStore(batches::NightStore& inner, FaultPlan& plan, Witness& witness, const codegen::KeyRing& keys,
                 Path database)
      : FailingNightStore(inner, plan), witness_(witness), keys_(keys), database_(std::move(database)) {}

  Result<std::optional<Batch>> seal(const batches::SealOrder& order) override;

 private:
  Witness& witness_;
  const codegen::KeyRing& keys_;
  Path database_;
};

/// The sealer of a night, watched.
class WitnessedSealer final : public batches::FileSealer {
 public:
  WitnessedSealer(const batches::FileSealer& inner, Witness& witness) : inner_(inner), witness_(witness) {}

  Result<Bytes> seal(Bytes&& plaintext) const override;
  std::optional<Digest> recipient() const override { return inner_.recipient(); }
  Result<void> before_sealing(Instant now) const override { return inner_.before_sealing(now); }

 private:
  const batches::FileSealer& inner_;
  Witness& witness_;
};

}  // namespace postproof::test
