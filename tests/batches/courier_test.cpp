#include "batches/courier.hpp"

#include <catch2/catch.hpp>

#include "codegen/sha256.hpp"
#include "system/posix_files.hpp"
#include "tests/support/failing_files.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

/// A finished batch folder of two files, the print house's folder, and a disk that may fail.
struct Errand {
  TempFolder folder;
  system::PosixFiles disk;
  FaultPlan faults;
  FailingFiles files{disk, faults};
  FolderCourier courier{files, folder / "in"};
  BatchId id{"B20261123-01"};
  Path batch = folder / "out/B20261123-01";
  Path there = folder / "in/B20261123-01";
  std::vector<Consignment> consignments;

  Errand() {
    for (const char* name : {"letters-0001.pdf", "manifest.json"}) {
      const std::string content = std::string("content of ") + name;
      write_file(batch / name, content);
      consignments.push_back({name, codegen::sha256(bytes_of(content))});
    }
    write_file(batch / "DONE", "");
  }
  Result<void> deliver() { return courier.deliver(id, batch, consignments); }
  Result<void> deliver(const HandOver& hand_over) { return courier.deliver(id, batch, consignments, hand_over); }
  bool complete() const {
    return names_in(there) == std::vector<std::string>{"DONE", "letters-0001.pdf", "manifest.json"} &&
           text_of_file(there / "letters-0001.pdf") == "content of letters-0001.pdf" &&
           text_of_file(there / "manifest.json") == "content of manifest.json";
  }
};

}  // namespace

TEST_CASE("a batch arrives whole, every file under a temporary name first and DONE last") {
  Errand errand;
  good(errand.deliver());
  CHECK(errand.complete());
  CHECK(errand.files.appeared == std::vector<std::string>{(errand.there / "letters-0001.pdf").string(),
                                                          (errand.there / "manifest.json").string(),
                                                          (errand.there / "DONE").string()});
}

TEST_CASE("a repeated delivery writes nothing") {
  Errand errand;
  good(errand.deliver());
  errand.files.appeared.clear();
  good(errand.deliver());
  CHECK(errand.files.appeared.empty());
}

TEST_CASE("another file under a name of ours is left alone and a person is called, before DONE") {
  Errand errand;
  write_file(errand.there / "manifest.json", "somebody else's");
  const auto refused = errand.deliver();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::state_conflict);
  CHECK_THAT(refused.error().detail, Catch::Contains("manifest.json"));
  CHECK(text_of_file(errand.there / "manifest.json") == "somebody else's");
  CHECK_FALSE(std::filesystem::exists(errand.there / "DONE"));
}

TEST_CASE("a delivery left half done goes on where it stopped") {
  Errand errand;
  write_file(errand.there / "letters-0001.pdf", "content of letters-0001.pdf");
  write_file(errand.there / ".manifest.json.part", "half of it");
  good(errand.deliver());
  CHECK(errand.complete());
}

TEST_CASE("a copy that does not read back as it was written gets no name") {
  Errand errand;
  errand.files.bent = {".letters-0001.pdf.part"};
  const auto refused = errand.deliver();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::remote_failed);
  CHECK(names_in(errand.there) == std::vector<std::string>{".letters-0001.pdf.part"});
  errand.files.bent.clear();
  good(errand.deliver());
  CHECK(errand.complete());
}

TEST_CASE("a file of ours that changed since it was made is not handed over") {
  Errand errand;
  write_file(errand.batch / "letters-0001.pdf", "changed");
  const auto refused = errand.deliver();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::data_corrupt);
  CHECK(names_in(errand.there).empty());
}

TEST_CASE("a delivery that fails at any operation never shows DONE too early and ends well when repeated") {
  for (const FaultKind kind : {FaultKind{false, false}, FaultKind{true, false}, FaultKind{true, true}}) {
    for (int n = 1;; ++n) {
      REQUIRE(n < 100);
      Errand errand;
      errand.faults.arm(n, kind);
      const auto outcome = errand.deliver();
      const bool struck = errand.faults.struck();
      errand.faults.disarm();
      INFO("operation " << n << ", done " << kind.done << ", for ever " << kind.for_ever);
      if (struck) {
        CHECK_FALSE(outcome);
        if (std::filesystem::exists(errand.there / "DONE")) CHECK(errand.complete());
        good(errand.deliver());
      }
      CHECK(errand.complete());
      if (!struck) break;
    }
  }
}

TEST_CASE("the intent is committed when all but DONE lies there, and DONE appears only after it") {
  Errand errand;
  int asked = 0;
  HandOver hand_over;
  hand_over.before_done = [&]() -> Result<void> {
    ++asked;
    CHECK(names_in(errand.there) == std::vector<std::string>{".DONE.part", "letters-0001.pdf", "manifest.json"});
    return success();
  };
  good(errand.deliver(hand_over));
  CHECK(asked == 1);
  CHECK(errand.complete());
}

TEST_CASE("without a committed intent there is no DONE, and the failure is the caller's") {
  Errand errand;
  FolderCourier patient(errand.files, errand.folder / "in", {5, [](auto) { FAIL("no repetition heals our side"); }});
  HandOver hand_over;
  hand_over.before_done = []() -> Result<void> { return fail(ErrorKind::service_unavailable, "the store is away"); };
  const auto refused = patient.deliver(errand.id, errand.batch, errand.consignments, hand_over);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::service_unavailable);
  CHECK_FALSE(std::filesystem::exists(errand.there / "DONE"));
}

TEST_CASE("a batch that may have been taken is not sent again, whatever of it is gone") {
  const std::string gone = GENERATE("folder", "DONE");
  Errand errand;
  good(errand.deliver());
  errand.files.appeared.clear();
  std::filesystem::remove_all(gone == "folder" ? errand.there : errand.there / "DONE");
  HandOver hand_over;
  hand_over.may_be_taken = true;
  const auto held = errand.deliver(hand_over);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK_THAT(held.error().detail, Catch::Contains("may have been taken"));
  CHECK(errand.files.appeared.empty());

  hand_over.acknowledged = []() -> Result<bool> { return true; };
  good(errand.deliver(hand_over));
  CHECK(errand.files.appeared.empty());
  hand_over.acknowledged = []() -> Result<bool> { return false; };
  CHECK_FALSE(errand.deliver(hand_over));
  hand_over.acknowledged = []() -> Result<bool> { return fail(ErrorKind::io_failed, "the disk of the test"); };
  CHECK(errand.deliver(hand_over).error().kind == ErrorKind::io_failed);

  good(errand.deliver(HandOver{}));  // a person says that it cannot have been taken
  CHECK(errand.complete());
}

TEST_CASE("a hand-over that was about to show DONE goes on, as long as its temporary DONE lies there") {
  Errand errand;
  good(errand.deliver());
  std::filesystem::rename(errand.there / "DONE", errand.there / ".DONE.part");
  HandOver hand_over;
  hand_over.may_be_taken = true;
  hand_over.before_done = []() -> Result<void> {
    FAIL("the intent was committed before");
    return success();
  };
  good(errand.deliver(hand_over));
  CHECK(errand.complete());
}

TEST_CASE("once DONE can be seen nothing is written any more, even if a file is missing or differs") {
  const std::string what = GENERATE("missing", "different");
  Errand errand;
  good(errand.deliver());
  errand.files.appeared.clear();
  if (what == "missing") std::filesystem::remove(errand.there / "manifest.json");
  if (what == "different") write_file(errand.there / "manifest.json", "content of manifest.jsoN");
  const auto held = errand.deliver();
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK_THAT(held.error().detail, Catch::Contains("manifest.json"));
  CHECK(errand.files.appeared.empty());
}

TEST_CASE("a patient courier tries a failing disk again and calls a person after the last try") {
  Errand errand;
  std::vector<std::chrono::seconds> pauses;
  FolderCourier patient(errand.files, errand.folder / "in",
                        {3, [&](std::chrono::seconds pause) { pauses.push_back(pause); }});
  errand.files.bent = {".letters-0001.pdf.part"};
  const auto held = patient.deliver(errand.id, errand.batch, errand.consignments);
  REQUIRE_FALSE(held);
  CHECK(held.error().kind == ErrorKind::state_conflict);
  CHECK_THAT(held.error().detail, Catch::Contains("3 times"));
  CHECK(pauses == std::vector{std::chrono::seconds(1), std::chrono::seconds(2)});
  CHECK_FALSE(std::filesystem::exists(errand.there / "letters-0001.pdf"));
  errand.files.bent.clear();
  good(patient.deliver(errand.id, errand.batch, errand.consignments));
  CHECK(errand.complete());
}

TEST_CASE("what an unfinished hand-over left of a withdrawn batch is cleared away before its manifest comes") {
  Errand errand;
  write_file(errand.there / "letters-0001.pdf", "of the batch");
  write_file(errand.there / ".letters-0002.pdf.part", "of the batch, half");
  write_file(errand.there / "manifest.json", "of the batch");
  write_file(errand.there / "not-ours", "x");
  errand.consignments.erase(errand.consignments.begin());
  HandOver hand_over;
  hand_over.obsolete = {"letters-0001.pdf", "letters-0002.pdf", "manifest.json"};
  good(errand.deliver(hand_over));
  CHECK(names_in(errand.there) == std::vector<std::string>{"DONE", "manifest.json", "not-ours"});
  CHECK(text_of_file(errand.there / "manifest.json") == "content of manifest.json");
  good(errand.deliver(hand_over));

  std::filesystem::rename(errand.there / "not-ours", errand.there / "letters-0001.pdf");
  good(errand.deliver(hand_over));
  CHECK(std::filesystem::exists(errand.there / "letters-0001.pdf"));  // DONE can be seen: nothing is touched
}
