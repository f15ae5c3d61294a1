// The chain of manifests as the print house sees it.

#include <map>

#include <catch2/catch.hpp>

#include "batches/manifest.hpp"
#include "batches/withdraw.hpp"
#include "codegen/sha256.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

/// The evening of a working day, counted from the Monday on.
Instant evening(int day) { return monday_evening() + days_in_seconds(day + day / 5 * 2); }

/// The night of one day, with one letter due.
Batch night_of(NightShop& shop, int day, bool hand_over = true) {
  shop.data.clock.set(evening(day) - seconds{7200});
  shop.data.place(order_of(day));
  return shop.run(evening(day), hand_over).batch.value();
}

/// How many manifests at the print house follow from the first by their hashes.
std::size_t length_of_chain(const NightShop& shop) {
  std::map<std::string, std::string> next;  // by the hash of the one before
  for (const std::string& folder : names_in(shop.printhouse)) {
    const std::string document = text_of_file(shop.printhouse / folder / "manifest.json");
    const Manifest manifest = good(read_manifest(document));
    const std::string before = manifest.previous_manifest ? to_hex(*manifest.previous_manifest) : "";
    CHECK_FALSE(next.contains(before));
    next[before] = to_hex(codegen::sha256(bytes_of(document)));
  }
  std::size_t length = 0;
  for (std::string at; next.contains(at); at = next[at]) ++length;
  return length;
}

}  // namespace

TEST_CASE("ten nights with a withdrawn and a held one among them leave one unbroken chain at the print house") {
  const TempFolder folder;
  NightShop shop(folder.path());
  for (int day = 0; day < 3; ++day) night_of(shop, day);
  const Batch unwanted = night_of(shop, 3, false);
  Night parts = shop.night();
  good(withdraw_batch(parts, unwanted, "wrong templates", "operator", evening(3)));
  night_of(shop, 4);
  const Path foreign = shop.printhouse / "B20261130-01" / "manifest.json";
  std::filesystem::create_directories(foreign.parent_path());
  write_file(foreign, "somebody else's");
  const Batch held = night_of(shop, 5);
  REQUIRE(held.state == BatchState::held);
  CHECK(night_of(shop, 6).state == BatchState::dispatched);
  std::filesystem::remove_all(foreign.parent_path());
  good(shop.data.night().release(held, "operator", evening(7)));
  for (int day = 7; day < 10; ++day) CHECK(night_of(shop, day).state == BatchState::dispatched);
  CHECK(shop.batch(held.id).state == BatchState::dispatched);
  CHECK(names_in(shop.printhouse).size() == 10);
  CHECK(length_of_chain(shop) == 10);
  CHECK(shop.data.ask("SELECT group_concat(batch_no) FROM batches") == "1,2,3,4,5,6,7,8,9,10");
}
