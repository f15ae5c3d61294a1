#pragma once

#include <memory>
#include <string>
#include <vector>

#include "batches/run_night.hpp"
#include "core/calendar.hpp"
#include "letters/typesetter.hpp"
#include "system/posix_files.hpp"
#include "tests/support/failing_files.hpp"
#include "tests/support/failing_night_store.hpp"
#include "tests/support/open_store.hpp"
#include "tests/support/sample_posting.hpp"

namespace postproof::test {

inline letters::LetterSettings letter_settings(const Path& templates = Path{POSTPROOF_SOURCE_DIR} / "templates") {
  letters::LetterSettings settings;
  settings.template_dir = templates;
  settings.geometry_file = Path{POSTPROOF_SOURCE_DIR} / "templates/geometry/dl-right.json";
  settings.font_dir = "/usr/share/fonts/truetype/paratype";
  settings.sender_name = "Министерство цифровых услуг";
  settings.sender_lines = {"101000, Москва, Мясницкая ул., д. 26"};
  settings.portal_url = "https://portal.example.ru/code";
  return settings;
}

/// The product's own templates, loaded once.
inline const letters::Typesetter& sample_typesetter() {
  static const std::unique_ptr<letters::Typesetter> loaded =
      good(letters::Typesetter::load(letter_settings(), system::PosixFiles{}));
  return *loaded;
}

/// Monday's cut-off has come: 18:30 in the service zone.
inline Instant monday_evening() { return *parse_instant("2026-11-23T18:30:00+03:00"); }

/// Everything of a night on real parts in a folder: database, disk, letters, courier. Disk and store fail by plan.
/// One worker, so that the n-th operation is the same one each time.
class NightShop {
 public:
  explicit NightShop(const Path& folder, int letters_per_file = 10)
      : data(folder / "postproof.db"),
        files(disk_, file_faults),
        store(data.night(), store_faults),
        printhouse(folder / "printhouse"),
        courier_(files, printhouse),
        typesetter(&sample_typesetter()) {
    settings.outbox = folder / "outbox";
    settings.letters_per_file = letters_per_file;
    settings.workers = 1;
    settings.posting = sample_posting();
    settings.test_recipient = order_of(0).recipient;
    settings.test_address = order_of(0).address;
    settings.rules = data.rules;
    data.add_range();
    std::filesystem::create_directories(printhouse);
  }

  batches::Night night() {
    return {store, files, *typesetter, data.keys.ring, data.keys.entropy, courier_, *sealer, signer, settings, {}, {}};
  }
  Result<batches::NightReport> try_run(Instant now, bool hand_over = true) {
    data.clock.set(now);
    batches::Night parts = night();
    return batches::run_night(parts, Calendar{}, {now, {}, hand_over});
  }
  batches::NightReport run(Instant now = monday_evening(), bool hand_over = true) {
    return good(try_run(now, hand_over));
  }
  /// Closes the database and opens it again, as a new process would.
  void reopen() {
    data.open();
    store.point_to(data.night());
  }
  /// Hands over a batch with that many letters.
  batches::Batch dispatched(int letters) {
    data.place_many(letters);
    return run().batch.value();
  }
  batches::Batch batch(const BatchId& id) { return good(data.night().batch(id)).value(); }
  std::vector<batches::Member> members(const batches::Batch& batch) {
    return good(data.night().members(batch, 1, batch.members));
  }
  Path made(const batches::Batch& batch) const { return settings.outbox / batch.id.str(); }
  Path delivered(const batches::Batch& batch) const { return printhouse / batch.id.str(); }

  OpenStore data;

 private:
  system::PosixFiles disk_;

 public:
  FaultPlan file_faults;
  FaultPlan store_faults;
  FailingFiles files;
  FailingNightStore store;
  std::unique_ptr<batches::FileSealer> sealer = std::make_unique<batches::PlainFiles>();
  const batches::ManifestSigner* signer = nullptr;
  batches::NightSettings settings;
  Path printhouse;

 private:
  batches::FolderCourier courier_;

 public:
  const letters::Typesetter* typesetter;
};

/// The names in a folder, sorted.
inline std::vector<std::string> names_in(const Path& folder) { return good(system::PosixFiles{}.list(folder, 1000)); }

/// The objects of the open alarms of one kind.
inline std::vector<std::string> alarms_of(NightShop& shop, const std::string& kind) {
  std::vector<std::string> objects;
  for (const orders::Alarm& alarm : good(shop.data.desk().open_alarms())) {
    if (alarm.kind == kind) objects.push_back(alarm.object);
  }
  return objects;
}

inline Instant days_later(int days) { return monday_evening() + days_in_seconds(days); }

}  // namespace postproof::test
