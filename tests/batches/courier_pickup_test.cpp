#include "batches/courier_pickup.hpp"

#include <catch2/catch.hpp>

#include "batches/courier_local.hpp"
#include "batches/hand_over.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

/// A print house's directory of acknowledgements, as a folder of ours, and where they are fetched to.
struct Desk {
  TempFolder folder;
  system::PosixFiles disk;
  FaultPlan faults;
  FailingFiles files{disk, faults};
  LocalFolder there{files, folder / "there"};
  Path theirs = folder / "there";
  Path ours = folder / "acks";

  Desk() { std::filesystem::create_directories(theirs); }
  PickUpReport pick_up() { return good(pick_up_acknowledgements(there, files, ours)); }
  std::vector<std::string> fetched() { return names_in(ours); }
};

}  // namespace

TEST_CASE("acknowledgements are copied with their signatures, once, and stay where they were") {
  Desk desk;
  write_file(desk.theirs / "B1.ack.json", "first");
  write_file(desk.theirs / "B1.ack.json.p7s", "signature");
  write_file(desk.theirs / "B1-2.ack.json", "second");
  write_file(desk.theirs / "else.json", "x");
  CHECK(desk.pick_up().fetched == 2);
  CHECK(desk.fetched() == std::vector<std::string>{"B1-2.ack.json", "B1.ack.json", "B1.ack.json.p7s"});
  CHECK(text_of_file(desk.ours / "B1.ack.json") == "first");
  CHECK(text_of_file(desk.ours / "B1.ack.json.p7s") == "signature");
  CHECK(names_in(desk.theirs).size() == 4);
  const PickUpReport again = desk.pick_up();
  CHECK(again.fetched == 0);
  CHECK(again.known == 2);
}

TEST_CASE("what was taken or put aside is not fetched again, unless it has another size") {
  const std::string place = GENERATE("done", "quarantine");
  Desk desk;
  write_file(desk.theirs / "B1.ack.json", "first");
  write_file(desk.ours / place / "B1.ack.json", "FIRST");
  CHECK(desk.pick_up().known == 1);
  write_file(desk.theirs / "B1.ack.json", "another");
  CHECK(desk.pick_up().fetched == 1);
  std::filesystem::rename(desk.ours / "B1.ack.json", desk.ours / place / "B1.ack.json.2");
  CHECK(desk.pick_up().known == 1);
}

TEST_CASE("a signature that lies here without its text is replaced by the one that goes with it") {
  Desk desk;
  write_file(desk.ours / "B1.ack.json.p7s", "of an earlier look");
  write_file(desk.theirs / "B1.ack.json", "first");
  write_file(desk.theirs / "B1.ack.json.p7s", "signature");
  CHECK(desk.pick_up().fetched == 1);
  CHECK(text_of_file(desk.ours / "B1.ack.json.p7s") == "signature");
}

TEST_CASE("names that could lead elsewhere and files too large are left") {
  Desk desk;
  for (const char* name :
       {".x.ack.json", "-x.ack.json", "a b.ack.json", "a\\b.ack.json", "a\nb.ack.json", "ü.ack.json"})
    write_file(desk.theirs / name, "x");
  write_file(desk.theirs / (std::string(101, 'x') + ".ack.json"), "x");
  write_file(desk.theirs / "large.ack.json", std::string((16U << 20U) + 1, 'x'));
  const PickUpReport report = desk.pick_up();
  CHECK(report.fetched == 0);
  CHECK(report.refused == 7);
  CHECK(desk.fetched().empty());
}

TEST_CASE("an acknowledgement that cannot be read stops none of the others") {
  Desk desk;
  std::filesystem::create_directory(desk.theirs / "a.ack.json");
  write_file(desk.theirs / "b.ack.json", "x");
  CHECK(desk.pick_up().fetched == 1);
  CHECK(desk.fetched() == std::vector<std::string>{"b.ack.json"});
}

TEST_CASE("a pick-up that fails anywhere leaves nothing half, and the next one fetches the rest") {
  for (const bool done : {false, true}) {
    for (int n = 1;; ++n) {
      REQUIRE(n < 100);
      Desk desk;
      write_file(desk.theirs / "B1.ack.json", "first");
      write_file(desk.theirs / "B1.ack.json.p7s", "signature");
      desk.faults.arm(n, {done, false});
      const auto outcome = pick_up_acknowledgements(desk.there, desk.files, desk.ours);
      const bool struck = desk.faults.struck();
      desk.faults.disarm();
      INFO("operation " << n);
      CHECK(outcome.has_value() != struck);
      if (std::filesystem::exists(desk.ours / "B1.ack.json")) {
        CHECK(text_of_file(desk.ours / "B1.ack.json") == "first");
        CHECK(text_of_file(desk.ours / "B1.ack.json.p7s") == "signature");
      }
      desk.pick_up();
      CHECK(text_of_file(desk.ours / "B1.ack.json") == "first");
      if (!struck) break;
    }
  }
}

TEST_CASE("the print house's whole refusal is an error") {
  Desk desk;
  std::filesystem::remove(desk.theirs);
  CHECK(pick_up_acknowledgements(desk.there, desk.files, desk.ours).error().kind == ErrorKind::not_found);
}

TEST_CASE("a rendered batch is acknowledged only by an answer to its very manifest") {
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place_many(2);
  const Batch batch = shop.run(monday_evening(), false).batch.value();
  const Path acks = folder / "acks";
  const auto acknowledged = [&] {
    return good(is_acknowledged(shop.store, shop.files, {}, acks, batch, monday_evening()));
  };
  const auto answer = [&](const std::string& manifest, int letters) {
    write_file(acks / (batch.id.str() + ".ack.json"),
               "{\"batch_id\":\"" + batch.id.str() + "\",\"manifest_sha256\":\"" + manifest +
                   "\",\"state\":\"accepted\",\"received_at\":\"2026-11-23T19:00:00+03:00\",\"letters\":" +
                   std::to_string(letters) + ",\"rejected\":[]}");
  };
  CHECK_FALSE(acknowledged());
  write_file(acks / (batch.id.str() + ".ack.json"), "{}");
  CHECK_FALSE(acknowledged());
  answer(to_hex(Digest{}), 3);
  CHECK_FALSE(acknowledged());
  answer(to_hex(*batch.manifest), 2);
  CHECK_FALSE(acknowledged());
  answer(to_hex(*batch.manifest), 3);
  CHECK(acknowledged());
  CHECK(shop.batch(batch.id).state == BatchState::rendered);
}

TEST_CASE("a batch that was taken away before its hand-over was recorded is recorded when it was answered, or held") {
  const bool answered = GENERATE(true, false);
  const TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place_many(2);
  const Batch rendered = shop.run(monday_evening(), false).batch.value();
  Night night = shop.night();
  const Batch batch = good(chain_batch(night, rendered, monday_evening()));
  good(shop.store.record_hand_over_begun(batch, monday_evening()));  // and then everything ended
  night.answered = [&](const Batch& asked, Instant) -> Result<bool> {
    CHECK(asked.id == batch.id);
    return answered;
  };
  const NightReport report = good(run_night(night, Calendar{}, {monday_evening(), {}, true}));
  CHECK(report.person_needed == !answered);
  CHECK(shop.batch(batch.id).state == (answered ? BatchState::dispatched : BatchState::held));
  CHECK_FALSE(std::filesystem::exists(shop.delivered(batch)));
}
