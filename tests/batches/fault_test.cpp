// A disk that fails on the way to a print house that is a folder of ours, and again and again. The enumeration of all
// faults of a night is in tests/fault.

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

}  // namespace

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
