#pragma once

#include <memory>
#include <optional>

#include "app/code_checker.hpp"
#include "app/config.hpp"
#include "app/guarded_clock.hpp"
#include "app/live_keys.hpp"
#include "app/order_checks.hpp"
#include "app/print_house.hpp"
#include "batches/acknowledgement.hpp"
#include "batches/night.hpp"
#include "codegen/key_ring.hpp"
#include "codegen/mac.hpp"
#include "letters/typesetter.hpp"
#include "store/database.hpp"
#include "system/movable_clock.hpp"
#include "system/posix_files.hpp"
#include "system/system_clock.hpp"
#include "system/system_entropy.hpp"

namespace postproof::app {

/// Everything of one data folder, wired: adapters, keys, database, typesetter. Owns all of it.
class House {
 public:
  struct Wants {
    bool create_database = false;
    bool check_database = false;
  };
  /// Opens the folder of a validated configuration. key_unusable, configuration_invalid, data_corrupt, io_failed.
  static Result<std::unique_ptr<House>> open(Config config, Wants wants);

  const Config& config() const { return config_; }
  const Calendar& calendar() const { return calendar_; }
  const orders::Rules& rules() const { return config_.rules; }
  ZoneOffset zone() const { return config_.rules.zone; }
  GuardedClock& clock() { return *clock_; }
  Instant now() const { return clock_->now(); }
  system::PosixFiles& files() { return files_; }
  system::SystemEntropy& entropy() { return entropy_; }
  const system::SystemClock& real_clock() const { return real_clock_; }
  std::shared_ptr<const codegen::KeyRing> keys() const { return keys_->ring(); }
  const KeyedCodeChecker& checker() const { return *checker_; }
  store::Database& database() { return *database_; }

  /// Loads fonts and templates when they are first needed; later calls give the same object. Not for several threads at
  /// once before the first call returned.
  Result<const letters::Typesetter*> typesetter();
  /// The parts of a night. configuration_invalid naming the keys that must be filled in first, key_unusable without a
  /// key to sign with. The night borrows the house.
  Result<batches::Night> night();

  /// Whose signatures of acknowledgements count, read anew. configuration_invalid naming the keys that must be filled
  /// in first, key_unusable.
  Result<batches::AckTrust> ack_trust() const;
  /// The way to the print house, opened when first needed. key_unusable.
  Result<PrintHouse*> print_house();

  /// clock_disagrees, with an alarm, if the wall clock is too far behind the floor of time.
  Result<void> trust_clock();

  /// What order checking asks of the letter: fonts and templates, loaded when first needed. configuration_invalid
  /// naming the keys that must be filled in first.
  Result<const orders::AddressChecks*> order_checks();

  /// The keyed hash of a token's text, as it is stored.
  Result<Digest> token_digest(const Secret& token) const;
  /// The keyed hashes of a request with an Idempotency-Key: who sent it where under which key, and its body.
  Result<Digest> request_mac(std::string_view token_name, std::string_view path, std::string_view key) const;
  Result<Digest> request_body_mac(std::string_view body) const;
  /// The MAC of a place in a list.
  Result<Digest> cursor_mac(std::string_view list, ByteView place) const;
  /// The keyed hash of an imported order's content.
  Result<Bytes> content_hash(const orders::Order& order) const;

 private:
  explicit House(Config config) : config_(std::move(config)) {}
  Result<void> open_clock();
  Result<void> open_keys();
  Result<void> open_database(Wants wants);
  Result<void> fill_night_settings();
  Result<bool> is_answered(const batches::Batch& batch, Instant now);
  Result<codegen::Mac> lasting_mac(codegen::Purpose purpose) const;

  Config config_;
  Calendar calendar_;
  system::PosixFiles files_;
  system::SystemEntropy entropy_;
  system::SystemClock real_clock_;
  std::unique_ptr<system::MovableClock> movable_clock_;
  std::unique_ptr<GuardedClock> clock_;
  std::unique_ptr<LiveKeys> keys_;
  std::shared_ptr<const codegen::KeyRing> night_keys_;
  std::unique_ptr<Sealer> personal_;
  std::unique_ptr<Sealer> nonces_;
  std::unique_ptr<KeyedCodeChecker> checker_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<letters::Typesetter> typesetter_;
  std::unique_ptr<PrintableChecks> order_checks_;
  std::unique_ptr<PrintHouse> print_house_;
  std::unique_ptr<batches::FileSealer> sealer_;
  std::unique_ptr<batches::ManifestSigner> signer_;
  batches::NightSettings night_settings_;
};

}  // namespace postproof::app
