#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "batches/acknowledgement.hpp"
#include "batches/cms.hpp"
#include "batches/cms_sealer.hpp"
#include "batches/courier.hpp"
#include "batches/run_night.hpp"
#include "store/database.hpp"
#include "system/posix_files.hpp"
#include "tests/fault/failing_database_disk.hpp"
#include "tests/fault/invariants.hpp"
#include "tests/support/failing_files.hpp"
#include "tests/support/failing_remote_folder.hpp"
#include "tests/support/open_store.hpp"

namespace postproof::test {

/// What a life of the process is to do.
enum class Story : std::uint8_t {
  handed_over,  ///< the night, the answer, the end of the files' term
  withdrawn,    ///< the night without hand-over; the operator rejects; the next night
  given_up,     ///< the night with hand-over; if it broke off, the operator rejects where that is allowed
};

/// How the world around the process is.
struct World {
  bool encrypted = true;
  bool house_takes = false;  ///< the print house takes a folder away as soon as it sees `DONE`
  int attempts = 0;          ///< of the courier; see Patience
};

/// A data folder with one print house, and the process at work on it: disk, store, database and print house fail by
/// one plan. The process may be stopped at any moment and started anew; what is in memory is gone then. Time only goes
/// forward. One at a time.
class FaultNight {
 public:
  FaultNight(const Path& folder, const World& world);
  ~FaultNight();

  FaultPlan plan;

  /// Starts the process and lets it do everything that is left of the story. An error or a crash ends it.
  Result<void> live(Story story);
  /// Ends the process; its database is closed.
  void stop();
  /// What a person does where one is called: the print house is asked for its answer, held batches are released.
  Result<void> help();

  /// Orders placed on an October day and handed over, answered and live; then three due ones of 23 November: of an
  /// account with that live code, of a fresh one, and one that cannot be printed.
  void prepare();

  bool person_needed() const { return person_needed_; }
  /// Everything that is wrong now; the process must be stopped. `over`: everything should be done.
  std::vector<std::string> violations(bool over);
  const Path& database_file() const { return database_file_; }
  const Path& outbox() const { return settings_.outbox; }
  FailingFiles& files() { return files_; }
  KeySet& keys() { return keys_; }

 private:
  Result<void> start();
  Result<void> place(const orders::Order& order);
  Result<void> night(Instant at, bool hand_over);
  Result<void> give_up();
  Result<void> order_again();
  Result<void> take_answers();
  Result<void> clear();
  void recall();
  batches::Night parts();
  batches::AckTrust trust() const;
  Instant at(Instant planned);

  Path folder_;
  World world_;
  Path database_file_;
  system::PosixFiles disk_;
  FailingFiles files_{disk_, plan};
  std::unique_ptr<FailingDatabaseDisk> database_disk_;
  KeySet keys_;
  ManualClock clock_;
  orders::Rules rules_;
  batches::NightSettings settings_;
  Witness witness_;
  Ledger ledger_;
  Onlooker onlooker_;
  batches::LocalFolder house_;
  FailingRemoteFolder remote_;
  batches::RemoteCourier courier_;
  bool person_needed_ = false;
  int lives_ = 0;

  // Of the process.
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<WitnessedStore> store_;
  std::unique_ptr<batches::FileSealer> sealer_;
  std::unique_ptr<WitnessedSealer> watched_sealer_;
  std::unique_ptr<batches::Signer> signer_;
};

/// A prepared data folder of its own, a copy of one that is made once.
class PreparedNight {
 public:
  explicit PreparedNight(const World& world);

 private:
  bool in_memory_;
  TempFolder folder_;

 public:
  std::unique_ptr<FaultNight> night;
};

}  // namespace postproof::test
