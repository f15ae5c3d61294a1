// Nights whose disk or store fails at the n-th operation, n growing until the night runs clean: once, or from then on
// for ever; before the operation was done, or after. Then the night is run again with everything well.

#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "batches/manifest.hpp"
#include "batches/render.hpp"
#include "codegen/sha256.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

constexpr int letter_count = 1;

/// What must hold once a night is over, however often it was interrupted.
void check_night(NightShop& shop, const std::vector<orders::Letter>& ordered) {
  CHECK(shop.data.ask("SELECT count(*) FROM batches") == "1");
  const Batch batch = shop.batch(BatchId{"B20261123-01"});
  CHECK(batch.state == BatchState::dispatched);
  CHECK(batch.members == letter_count + 1);
  for (const orders::Letter& letter : ordered) {
    CHECK(shop.data.letter(letter.id).status == orders::LetterStatus::dispatched);
    CHECK(shop.data.letter(letter.id).code_status == orders::CodeStatus::live);
  }
  const Path there = shop.delivered(batch);
  CHECK(names_in(there).size() == static_cast<std::size_t>(file_count(batch)) + 5);
  const std::string document = text_of_file(there / "manifest.json");
  CHECK(codegen::sha256(bytes_of(document)) == batch.manifest);
  for (const ManifestFile& file : good(read_manifest(document)).files) {
    CHECK(codegen::sha256(bytes_of(text_of_file(there / file.name))) == file.sha256);
  }
  // Nothing is printed twice: every member stands once in the index.
  std::multiset<std::string> printed;
  std::istringstream index(text_of_file(there / "index.csv"));
  std::string line;
  std::getline(index, line);
  while (std::getline(index, line)) {
    std::istringstream cells(line);
    for (int cell = 0; cell < 4; ++cell) std::getline(cells, line, ',');
    printed.insert(line);
  }
  std::multiset<std::string> members;
  for (const Member& member : shop.members(batch)) members.insert(member.track_number.str());
  CHECK(printed == members);
  Night parts = shop.night();
  CHECK(good(differences(parts, batch)).empty());
  CHECK(good(shop.data.desk().inconsistencies()).empty());
}

enum class Broken { disk, store };

/// Faults at the operations `first`, `first` + `step` ...
void run_with_faults(Broken broken, FaultKind kind, int first = 1, int step = 1) {
  int n = first;
  for (;; n += step) {
    REQUIRE(n < 300);
    const TempFolder folder;
    NightShop shop(folder.path(), broken == Broken::disk ? 1 : 10);
    const std::vector<orders::Letter> ordered = shop.data.place_many(letter_count);
    FaultPlan& plan = broken == Broken::disk ? shop.file_faults : shop.store_faults;
    plan.arm(n, kind);
    const auto outcome = shop.try_run(monday_evening());
    const bool struck = plan.struck();
    plan.disarm();
    INFO("operation " << n);
    if (struck) {
      REQUIRE_FALSE(outcome);
      shop.reopen();
      const NightReport again = good(shop.try_run(monday_evening() + seconds{600}));
      CHECK_FALSE(again.person_needed);
    }
    check_night(shop, ordered);
    if (!struck) break;
  }
  CHECK(n > 10);
}

}  // namespace

TEST_CASE("a disk that refuses one operation costs no letter: every third one from the first on") {
  run_with_faults(Broken::disk, {false, false}, 1, 3);
}
TEST_CASE("a disk that refuses one operation costs no letter: every third one from the second on") {
  run_with_faults(Broken::disk, {false, false}, 2, 3);
}
TEST_CASE("a disk that refuses one operation costs no letter: every third one from the third on") {
  run_with_faults(Broken::disk, {false, false}, 3, 3);
}
TEST_CASE("a disk that reports a failure of what it did costs no letter: every third one from the first on") {
  run_with_faults(Broken::disk, {true, false}, 1, 3);
}
TEST_CASE("a disk that reports a failure of what it did costs no letter: every third one from the second on") {
  run_with_faults(Broken::disk, {true, false}, 2, 3);
}
TEST_CASE("a disk that reports a failure of what it did costs no letter: every third one from the third on") {
  run_with_faults(Broken::disk, {true, false}, 3, 3);
}
TEST_CASE("a disk that fails from some operation on costs no letter") {
  run_with_faults(Broken::disk, {false, true}, 1, 7);
}
TEST_CASE("a store that refuses one call costs no letter") { run_with_faults(Broken::store, {false, false}); }
TEST_CASE("a store that fails after it has written costs no letter") { run_with_faults(Broken::store, {true, false}); }
TEST_CASE("a store that fails from some call on costs no letter") {
  run_with_faults(Broken::store, {false, true}, 1, 4);
}

TEST_CASE("a disk that fails while a rendered batch is handed over calls nobody, and the next run goes on") {
  for (int n = 1;; ++n) {
    REQUIRE(n < 300);
    const TempFolder folder;
    NightShop shop(folder.path());
    const std::vector<orders::Letter> ordered = shop.data.place_many(letter_count);
    shop.run(monday_evening(), false);
    shop.file_faults.arm(n, {});
    const auto outcome = shop.try_run(monday_evening());
    const bool struck = shop.file_faults.struck();
    shop.file_faults.disarm();
    INFO("operation " << n);
    CHECK(outcome.has_value() != struck);
    shop.run(monday_evening());
    check_night(shop, ordered);
    if (!struck) break;
  }
}

TEST_CASE("a run interrupted again and again in its rendering ends with one true batch") {
  const TempFolder folder;
  NightShop shop(folder.path(), 1);
  const std::vector<orders::Letter> ordered = shop.data.place_many(letter_count);
  for (int n = 1; n < 100; ++n) {
    shop.file_faults.arm(n, {});
    const auto outcome = shop.try_run(monday_evening());
    if (!shop.file_faults.struck()) break;
    CHECK_FALSE(outcome);
  }
  shop.file_faults.disarm();
  shop.run();
  check_night(shop, ordered);
}
