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
  CHECK(refused.error().kind == ErrorKind::io_failed);
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
