#include "batches/withdraw.hpp"

#include <catch2/catch.hpp>

#include "batches/cms.hpp"
#include "batches/manifest.hpp"
#include "codegen/sha256.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;
using orders::CodeStatus;
using orders::LetterStatus;

namespace {

struct Rendered {
  TempFolder folder;
  NightShop shop{folder.path()};
  orders::Letter letter = shop.data.place(order_of(1));
  Batch batch = shop.run(monday_evening(), false).batch.value();

  Result<void> withdraw(const Batch& which) {
    Night parts = shop.night();
    return withdraw_batch(parts, which, "the test says so", "operator", shop.data.now());
  }
};

}  // namespace

TEST_CASE("a withdrawn batch hands over a manifest that says so and nothing else, and its accounts are free") {
  Rendered house;
  good(house.withdraw(house.batch));
  const Batch batch = house.shop.batch(house.batch.id);
  CHECK(batch.state == BatchState::rejected);
  CHECK(names_in(house.shop.delivered(batch)) == std::vector<std::string>{"DONE", "manifest.json"});
  CHECK(names_in(house.shop.made(batch)) == std::vector<std::string>{"DONE", "manifest.json"});
  const std::string document = text_of_file(house.shop.delivered(batch) / "manifest.json");
  CHECK(codegen::sha256(bytes_of(document)) == batch.manifest);
  const Manifest manifest = good(read_manifest(document));
  CHECK(manifest.withdrawn);
  CHECK(manifest.sequence == 1);
  CHECK(manifest.files.empty());
  CHECK(house.shop.data.letter(house.letter.id).status == LetterStatus::rejected);
  CHECK(house.shop.data.letter(house.letter.id).code_status == CodeStatus::voided);
  CHECK_FALSE(house.shop.data.night().nonce_seed(batch));
  CHECK(house.shop.data.place(order_of(1)).status == LetterStatus::ordered);
  CHECK(good(house.shop.data.desk().inconsistencies()).empty());
  const Batch next = house.shop.run(monday_evening() + days_in_seconds(1)).batch.value();
  CHECK(next.sequence == 2);
  CHECK(next.previous_manifest == batch.manifest);
}

TEST_CASE("a batch that lies at the print house, or is closed, is not withdrawn") {
  Rendered house;
  const Batch dispatched = house.shop.run().batch.value();
  CHECK(house.withdraw(dispatched).error().kind == ErrorKind::state_conflict);
  good(house.shop.data.night().hold(dispatched, "why", house.shop.data.now()));
  CHECK(house.withdraw(house.shop.batch(dispatched.id)).error().kind == ErrorKind::state_conflict);
  CHECK(house.shop.data.letter(house.letter.id).status == LetterStatus::dispatched);
}

TEST_CASE("a withdrawal that fails anywhere is finished by the next night") {
  for (const bool disk : {true, false}) {
    for (int n = 1;; ++n) {
      REQUIRE(n < 100);
      Rendered house;
      FaultPlan& plan = disk ? house.shop.file_faults : house.shop.store_faults;
      plan.arm(n, {true, false});
      const auto outcome = house.withdraw(house.batch);
      const bool struck = plan.struck();
      plan.disarm();
      INFO("operation " << n << " of the " << (disk ? "disk" : "store"));
      CHECK(outcome.has_value() != struck);
      if (house.shop.batch(house.batch.id).state == BatchState::rejected) {
        house.shop.run(monday_evening() + seconds{60});
        CHECK(names_in(house.shop.delivered(house.batch)) == std::vector<std::string>{"DONE", "manifest.json"});
        CHECK(good(house.shop.data.night().due_withdrawals()).empty());
      }
      if (!struck) break;
    }
  }
}

TEST_CASE("a withdrawal that another file at the print house blocks calls a person and stops no night") {
  Rendered house;
  write_file(house.shop.delivered(house.batch) / "manifest.json", "somebody else's");
  const NightReport held = house.shop.run();
  REQUIRE(held.batch->state == BatchState::held);
  CHECK(house.withdraw(*held.batch).error().kind == ErrorKind::state_conflict);
  CHECK(text_of_file(house.shop.delivered(house.batch) / "manifest.json") == "somebody else's");
  house.shop.data.place(order_of(2));
  const NightReport next = house.shop.run(monday_evening() + days_in_seconds(1));
  CHECK(next.person_needed);
  REQUIRE(next.batch);
  CHECK(next.batch->state == BatchState::dispatched);
  std::filesystem::remove_all(house.shop.delivered(house.batch));
  CHECK_FALSE(house.shop.run(monday_evening() + days_in_seconds(2)).person_needed);
  CHECK(names_in(house.shop.delivered(house.batch)) == std::vector<std::string>{"DONE", "manifest.json"});
}

TEST_CASE("a withdrawal takes back what a broken hand-over left at the print house, and nothing else") {
  Rendered house;
  const Path there = house.shop.delivered(house.batch);
  for (const char* name : {"letters-0001.pdf", "index.csv"}) {
    write_file(there / name, text_of_file(house.shop.made(house.batch) / name));
  }
  write_file(there / "note.txt", "the print house's own");
  good(house.withdraw(house.batch));
  CHECK(names_in(there) == std::vector<std::string>{"DONE", "manifest.json", "note.txt"});
}

TEST_CASE("the manifest of a withdrawn batch is signed, once, and the signature is handed over with it") {
  for (int n = 1;; ++n) {
    REQUIRE(n < 100);
    Rendered house;
    const TestCertificate us = make_certificate();
    const Signer signer = good(Signer::load(Secret(us.key_pem), us.certificate_pem));
    house.shop.signer = &signer;
    house.shop.file_faults.arm(n, {true, false});
    const auto outcome = house.withdraw(house.batch);
    const bool struck = house.shop.file_faults.struck();
    house.shop.file_faults.disarm();
    INFO("operation " << n << " of the disk");
    CHECK(outcome.has_value() != struck);
    if (struck) CHECK_FALSE(house.shop.run(monday_evening() + seconds{60}).person_needed);
    const Path delivered = house.shop.delivered(house.batch);
    CHECK(names_in(delivered) == std::vector<std::string>{"DONE", "manifest.json", "manifest.json.p7s"});
    const std::string signature = text_of_file(delivered / "manifest.json.p7s");
    CHECK(signature == text_of_file(house.shop.made(house.batch) / "manifest.json.p7s"));
    CHECK(signer.verify(bytes_of(text_of_file(delivered / "manifest.json")), bytes_of(signature)));
    if (!struck) break;
  }
}
