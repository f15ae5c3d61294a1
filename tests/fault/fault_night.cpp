#include "tests/fault/fault_night.hpp"

#include "batches/acknowledgement_folder.hpp"
#include "batches/batch_folder.hpp"
#include "batches/courier_pickup.hpp"
#include "batches/withdraw.hpp"
#include "tests/fault/rows.hpp"
#include "tests/support/night_shop.hpp"

namespace postproof::test {

using batches::Batch;
using batches::BatchState;

namespace {

constexpr int keep_days = 14;
const BatchId monday_batch{"B20261123-01"};

Instant instant(const char* text) { return *parse_instant(text); }

const TestCertificate& our_certificate() {
  static const TestCertificate made = make_certificate();
  return made;
}
const TestCertificate& house_certificate() {
  static const TestCertificate made = make_certificate();
  return made;
}

std::optional<TestCertificate> signing_house(const World& world) {
  return world.encrypted ? std::optional(house_certificate()) : std::nullopt;
}

}  // namespace

FaultNight::FaultNight(const Path& folder, const World& world)
    : folder_(folder),
      world_(world),
      database_file_(folder / "postproof.db"),
      database_disk_(std::make_unique<FailingDatabaseDisk>(plan)),
      clock_(instant("2026-10-05T10:30:00+03:00")),
      ledger_(folder / "printhouse", world.house_takes, signing_house(world)),
      onlooker_(folder / "outbox", ledger_.in()),
      house_(disk_, ledger_.in()),
      remote_(house_, plan),
      courier_(files_, remote_, batches::Patience{world.attempts, {}}) {
  settings_.outbox = folder / "outbox";
  settings_.letters_per_file = 2;
  settings_.workers = 1;
  settings_.encryption = world.encrypted ? "cms" : "none";
  settings_.test_recipient = order_of(0).recipient;
  settings_.test_address = order_of(0).address;
  settings_.rules = rules_;
  settings_.posting = sample_posting();
  std::filesystem::create_directories(ledger_.in());
  plan.watch = [this] { onlooker_.look(); };
  onlooker_.complete = [this](const std::string& batch) { ledger_.complete(batch); };
  if (std::filesystem::exists(database_file_)) recall();
}

FaultNight::~FaultNight() { stop(); }

/// What a world before this one saw: the print house's book, and time.
void FaultNight::recall() {
  ledger_.recall();
  clock_.set(
      instant_of(std::stoll(RawDatabase(database_file_).value("SELECT value FROM meta WHERE key = 'clock_floor'"))));
}

Result<void> FaultNight::start() {
  ++lives_;
  person_needed_ = false;
  store::DatabaseWorld world{*keys_.personal, *keys_.nonces, clock_,
                             [](ByteView bytes) { return codegen::sha256(bytes); }};
  PP_TRY(database_, store::Database::open(database_file_, std::move(world), true, true));
  store_ = std::make_unique<WitnessedStore>(database_->night(), plan, witness_, keys_.ring, database_file_);
  if (world_.encrypted) {
    const Path certificate = folder_ / "printhouse.crt";
    if (!disk_.exists(certificate)) write_file(certificate, house_certificate().certificate_pem);
    const auto pinned = good(batches::Certificate::of_pem(house_certificate().certificate_pem));
    sealer_ = std::make_unique<batches::CmsSealer>(files_, certificate, pinned.sha256());
    signer_ = std::make_unique<batches::Signer>(
        good(batches::Signer::load(Secret(our_certificate().key_pem), our_certificate().certificate_pem)));
  } else {
    sealer_ = std::make_unique<batches::PlainFiles>();
  }
  watched_sealer_ = std::make_unique<WitnessedSealer>(*sealer_, witness_);
  return success();
}

void FaultNight::stop() {
  watched_sealer_.reset();
  sealer_.reset();
  signer_.reset();
  store_.reset();
  database_.reset();
}

batches::Night FaultNight::parts() {
  batches::Night night{*store_,  files_,           sample_typesetter(), keys_.ring, keys_.entropy,
                       courier_, *watched_sealer_, signer_.get(),       settings_};
  night.answered = [this](const Batch& batch, Instant now) {
    return batches::is_acknowledged(*store_, files_, trust(), ledger_.acks(), batch, now);
  };
  return night;
}

batches::AckTrust FaultNight::trust() const {
  batches::AckTrust trust;
  if (world_.encrypted) trust.signer = good(batches::Certificate::of_pem(house_certificate().certificate_pem));
  trust.required = world_.encrypted;
  return trust;
}

/// The planned instant, or a minute after the last one if that is later.
Instant FaultNight::at(Instant planned) {
  clock_.set(std::max(planned, clock_.now() + seconds{60}));
  return clock_.now();
}

Result<void> FaultNight::place(const orders::Order& order) {
  const Instant now = clock_.now();
  return database_->run(now, [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRYV(orders::place_order(transaction, order, rules_, now, keys_.entropy, "portal"));
    return success();
  });
}

void FaultNight::prepare() {
  good(start());
  good(database_->desk().add_range({"10100026", 10'000, 100}, "test", clock_.now()));
  good(place(order_of(1)));
  good(night(instant("2026-10-05T18:30:00+03:00"), true));
  ledger_.answer();
  good(take_answers());
  at(instant("2026-11-09T09:00:00+03:00"));
  good(clear());
  at(monday_morning());
  good(place(order_of(1)));
  good(place(order_of(2)));
  good(place(unprintable_order(3)));
  good(store_->empty_log());
  ledger_.take_all();
  stop();
}

Result<void> FaultNight::live(Story story) {
  PP_TRYV(start());
  if (story == Story::given_up && lives_ > 1) {
    PP_TRYV(give_up());
  }
  PP_TRYV(night(monday_evening(), story != Story::withdrawn));
  if (story == Story::withdrawn) {
    PP_TRYV(give_up());
  }
  if (story != Story::handed_over) {
    PP_TRYV(order_again());
    PP_TRYV(night(days_later(1), true));
  }
  ledger_.answer();
  PP_TRYV(take_answers());
  at(clock_.now() + days_in_seconds(keep_days + 1));
  return clear();
}

Result<void> FaultNight::night(Instant planned, bool hand_over) {
  const Instant now = at(planned);
  batches::Night night = parts();
  PP_TRY(const batches::NightReport report, batches::run_night(night, Calendar{}, {now, {}, hand_over}));
  person_needed_ = person_needed_ || report.person_needed;
  return success();
}

/// `batches reject`, where it is allowed.
Result<void> FaultNight::give_up() {
  PP_TRY(const std::optional<Batch> batch, store_->batch(monday_batch));
  if (!batch || batch->hand_over_begun_at) return success();
  const BatchState reached = batch->held_from.value_or(batch->state);
  if (reached != BatchState::sealed && reached != BatchState::rendered) return success();
  batches::Night night = parts();
  return batches::withdraw_batch(night, *batch, "the test says so", "operator", at({}));
}

/// The fresh account, once its letter was rejected, orders again.
Result<void> FaultNight::order_again() {
  const std::string waiting =
      RawDatabase(database_file_)
          .value("SELECT count(*) FROM letters WHERE account_id = 'acc-2' AND status <> 'rejected'");
  if (waiting != "0") return success();
  at(monday_morning());
  return place(order_of(2));
}

Result<void> FaultNight::take_answers() {
  PP_TRYV(
      batches::take_acknowledgements(*store_, files_, trust(), ledger_.acks(), at(clock_.now() + seconds{12 * 3600})));
  return success();
}

/// The end of the files' term, as the sweep has it.
Result<void> FaultNight::clear() {
  const Instant now = clock_.now();
  store::SweepRows& rows = database_->sweep();
  PP_TRY(const std::vector<BatchId> batches,
         plan.run<std::vector<BatchId>>({Realm::store, "batches_to_clear", {}, false}, ErrorKind::service_unavailable,
                                        [&] { return rows.batches_to_clear(keep_days, now); }));
  for (const BatchId& batch : batches) {
    PP_TRYV(batches::remove_batch_folder(files_, settings_.outbox, batch));
    PP_TRYV(plan.run<void>({Realm::store, "record_cleared", {}, true}, ErrorKind::service_unavailable,
                           [&] { return rows.record_cleared(batch, now); }));
  }
  return success();
}

Result<void> FaultNight::help() {
  ledger_.answer();
  PP_TRYV(start());
  const auto held = RawDatabase(database_file_).rows("SELECT batch_id FROM batches WHERE state = 'held'");
  for (const auto& row : held) {
    PP_TRY(const std::optional<Batch> batch, store_->batch(BatchId{row[0]}));
    PP_TRYV(store_->release(*batch, "operator", at({})));
    PP_TRYV(store_->close_alarm("batch_held", row[0], clock_.now()));
  }
  return success();
}

std::vector<std::string> FaultNight::violations(bool over) {
  onlooker_.look();
  const RawDatabase database(database_file_);
  const std::string placed = database.value("SELECT count(*) FROM audit WHERE action = 'letter.ordered'");
  const Evidence evidence{folder_, database, settings_.outbox, world_.encrypted, ledger_, witness_, std::stoi(placed)};
  std::vector<std::string> found = unsafe(evidence);
  found.insert(found.end(), onlooker_.violations().begin(), onlooker_.violations().end());
  if (!over) return found;
  const std::vector<std::string> more = unfinished(evidence);
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

namespace {

const Path& prepared_folder(bool encrypted) {
  static std::map<bool, std::unique_ptr<TempFolder>> made;
  std::unique_ptr<TempFolder>& folder = made[encrypted];
  if (!folder) {
    folder = std::make_unique<TempFolder>();
    FaultNight night(folder->path(), World{encrypted, false, 0});
    night.prepare();
  }
  return folder->path();
}

/// Temporary folders go to memory where the system offers that and nobody chose another place: what a power cut loses
/// is modelled, so waiting for a real disk proves nothing.
bool work_in_memory() {
  const char* memory = "/dev/shm";
  if (!std::filesystem::is_directory(memory)) return false;
  ::setenv("TMPDIR", memory, 0);
  return true;
}

}  // namespace

PreparedNight::PreparedNight(const World& world) : in_memory_(work_in_memory()) {
  const Path& prepared = prepared_folder(world.encrypted);
  std::filesystem::copy(prepared, folder_.path(), std::filesystem::copy_options::recursive);
  night = std::make_unique<FaultNight>(folder_.path(), world);
}

}  // namespace postproof::test
