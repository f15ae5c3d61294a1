#include "batches/acknowledgement_folder.hpp"

#include <catch2/catch.hpp>

#include "tests/support/answering_house.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;
using PrintHouse = AnsweringHouse;

namespace {

/// The signature first, as a print house must.
void put_signed(const PrintHouse& house, const std::string& name, const std::string& text,
                const TestCertificate& signer) {
  write_file(house.acks / (name + ".p7s"), signature_over(text, signer));
  write_file(house.acks / name, text);
}

}  // namespace

TEST_CASE("files in the folder are taken to done, or to quarantine with the reason and an alarm") {
  PrintHouse house;
  const std::string text = PrintHouse::text(house.answer());
  write_file(house.acks / house.name(), text);
  write_file(house.acks / "B20261123-09.ack.json", "{}");
  write_file(house.acks / "README", "not for us");
  write_file(house.acks / ("." + house.name()), "not complete yet");
  write_file(house.acks / "B20261123-08.ack.json.p7s", "signature of what has not come yet");
  std::filesystem::create_directory(house.acks / "folder.ack.json");
  const AckReport report = house.take_folder();
  CHECK(report.taken == 1);
  CHECK(report.repeated == 0);
  CHECK(report.quarantined == 2);
  CHECK(names_below(house.acks / "done") == std::vector<std::string>{house.name()});
  CHECK(names_below(house.acks / "quarantine") ==
        std::vector<std::string>{"B20261123-09.ack.json", "B20261123-09.ack.json.reason", "folder.ack.json",
                                 "folder.ack.json.reason"});
  CHECK_THAT(text_of_file(house.acks / "quarantine/B20261123-09.ack.json.reason"), Catch::Contains("\"batch_id\""));
  const auto alarms = good(house.shop.data.desk().open_alarms());
  CHECK(std::ranges::count(alarms, "acknowledgement_quarantined", &orders::Alarm::kind) == 2);

  const AckReport nothing = house.take_folder();
  CHECK(nothing.taken + nothing.repeated + nothing.quarantined == 0);
  write_file(house.acks / house.name(), text);
  CHECK(house.take_folder().repeated == 1);
  CHECK(names_below(house.acks / "done") == std::vector<std::string>{house.name(), house.name() + ".2"});
}

TEST_CASE("two files of one name in quarantine keep each its reason") {
  PrintHouse house;
  write_file(house.acks / house.name(), "{}");
  house.take_folder();
  write_file(house.acks / house.name(), "[]");
  house.take_folder();
  const Path aside = house.acks / "quarantine";
  CHECK(names_below(aside) == std::vector<std::string>{house.name(), house.name() + ".2", house.name() + ".2.reason",
                                                       house.name() + ".reason"});
  CHECK_THAT(text_of_file(aside / (house.name() + ".reason")), Catch::Contains("\"batch_id\""));
  CHECK_THAT(text_of_file(aside / (house.name() + ".2.reason")), Catch::Contains("no object"));
}

TEST_CASE("no folder of acknowledgements is no acknowledgement") {
  PrintHouse house;
  const AckReport report = house.take_folder();
  CHECK(report.taken + report.repeated + report.quarantined == 0);
}

TEST_CASE("names and batch ids that look like paths lead nowhere") {
  PrintHouse house;
  for (const char* id : {"../../etc/passwd", "/etc/passwd", "B20261123-01/../x", "", "B20261123-01\\u0000"}) {
    PrintHouse::Answer answer = house.answer();
    answer.batch_id = id;
    write_file(house.acks / house.name(), PrintHouse::text(answer));
    INFO(id);
    CHECK(house.take_folder().quarantined == 1);
  }
  std::filesystem::create_symlink(house.folder / "postproof.db", house.acks / "link.ack.json");
  CHECK(house.take_folder().quarantined == 1);
  CHECK(std::filesystem::exists(house.folder / "postproof.db"));
  CHECK(house.state() == BatchState::dispatched);
}

TEST_CASE("an answer that comes before the hand-over was recorded waits in the folder, and is taken then") {
  TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(order_of(1));
  const Batch batch = shop.run(monday_evening(), false).batch.value();
  const std::string name = batch.id.str() + ".ack.json";
  const Path acks = folder / "acks";
  write_file(acks / name, PrintHouse::text({batch.id.str(), to_hex(*batch.manifest), "accepted", "2", "[]"}));
  const AckReport early = good(take_acknowledgements(shop.store, shop.files, {}, acks, monday_evening()));
  CHECK(early.taken + early.repeated + early.quarantined == 0);
  CHECK(names_in(acks) == std::vector<std::string>{name});
  CHECK(shop.batch(batch.id).state == BatchState::rendered);
  shop.run();
  CHECK(good(take_acknowledgements(shop.store, shop.files, {}, acks, monday_evening())).taken == 1);
  CHECK(shop.batch(batch.id).state == BatchState::acknowledged);
}

TEST_CASE("an answer for a batch that is held waits until the batch is released") {
  PrintHouse house;
  write_file(house.acks / house.name(), PrintHouse::text(house.answer()));
  good(house.shop.data.night().hold(house.batch, "why", house.now));
  CHECK(house.take_folder().not_yet == 1);
  CHECK(names_below(house.acks) == std::vector<std::string>{house.name()});
  good(house.shop.data.night().release(house.shop.batch(house.batch.id), "operator", house.now));
  CHECK(house.take_folder().taken == 1);
  CHECK(house.state() == BatchState::acknowledged);
}

TEST_CASE("a signature goes where its answer goes, and stays with it") {
  const TestCertificate signer = make_certificate();
  PrintHouse house;
  house.demand_signatures(signer);
  const std::string text = PrintHouse::text(house.answer());
  put_signed(house, house.name(), text, signer);
  put_signed(house, "B20261123-09.ack.json", "{}", signer);
  CHECK(house.take_folder().taken == 1);
  CHECK(names_below(house.acks / "done") == std::vector<std::string>{house.name(), house.name() + ".p7s"});
  CHECK(names_below(house.acks / "quarantine") ==
        std::vector<std::string>{"B20261123-09.ack.json", "B20261123-09.ack.json.p7s", "B20261123-09.ack.json.reason"});
  put_signed(house, house.name(), text, signer);
  CHECK(house.take_folder().repeated == 1);
  CHECK(names_below(house.acks / "done") ==
        std::vector<std::string>{house.name(), house.name() + ".2", house.name() + ".2.p7s", house.name() + ".p7s"});
  CHECK(names_below(house.acks) == std::vector<std::string>{"done", "quarantine"});
}

TEST_CASE("a run that broke off between an answer and its signature is gone on with") {
  const TestCertificate signer = make_certificate();
  PrintHouse house(1);
  house.demand_signatures(signer);
  const std::string text = PrintHouse::text(house.answer());
  good(house.take(text, "", signature_over(text, signer)));
  write_file(house.acks / house.name(), text);
  write_file(house.acks / "done" / (house.name() + ".p7s"), signature_over(text, signer));
  CHECK(house.take_folder().repeated == 1);
  CHECK(names_below(house.acks / "done") == std::vector<std::string>{house.name(), house.name() + ".p7s"});
}

TEST_CASE("what came together is taken in the order in which it was said") {
  PrintHouse house;
  write_file(house.acks / house.name("-10"), house.text_of_state("spoilt", 2));
  write_file(house.acks / house.name("-2"), house.text_of_state("spoilt", 1));
  write_file(house.acks / house.name(), house.text_of_state("partial", 0));
  const AckReport report = house.take_folder();
  CHECK(report.taken == 3);
  CHECK(report.quarantined == 0);
  for (std::size_t i = 0; i < 3; ++i) CHECK(house.letter(i).status == orders::LetterStatus::rejected);
  CHECK(house.state() == BatchState::acknowledged);
}

TEST_CASE("an answer that the disk does not give stops none of the others, and calls a person until it does") {
  PrintHouse house;
  const std::string text = PrintHouse::text(house.answer());
  write_file(house.acks / house.name(), text);
  write_file(house.acks / "A.ack.json", "no matter");
  house.shop.file_faults.arm(2, {false, false});  // after the listing, the first file by name
  const AckReport report = house.take_folder();
  house.shop.file_faults.disarm();
  CHECK(report.unreadable == 1);
  CHECK(report.taken == 1);
  CHECK(alarms_of(house.shop, "acknowledgement_unreadable") == std::vector<std::string>{"A.ack.json"});
  CHECK(std::filesystem::exists(house.acks / "A.ack.json"));
  CHECK(house.take_folder().quarantined == 1);
  CHECK(alarms_of(house.shop, "acknowledgement_unreadable").empty());
}

TEST_CASE("a signature that is no file of a signature's size puts its answer aside") {
  const TestCertificate signer = make_certificate();
  PrintHouse house(1);
  house.demand_signatures(signer);
  write_file(house.acks / house.name(), PrintHouse::text(house.answer()));
  const Path signature = house.acks / (house.name() + ".p7s");
  SECTION("a directory") { std::filesystem::create_directory(signature); }
  SECTION("ten megabytes") { write_file(signature, std::string(10'000'000, '0')); }
  CHECK(house.take_folder().quarantined == 1);
  CHECK(house.state() == BatchState::dispatched);
  CHECK_FALSE(std::filesystem::exists(std::filesystem::symlink_status(signature)));
}

TEST_CASE("a folder that fails anywhere is taken by the next look, and the nonces are gone then at the latest") {
  const TestCertificate signer = make_certificate();
  const bool disk = GENERATE(true, false);
  const bool done = GENERATE(true, false);
  for (int n = 1;; ++n) {
    REQUIRE(n < 100);
    PrintHouse house(1);
    house.demand_signatures(signer);
    put_signed(house, house.name(), PrintHouse::text(house.answer()), signer);
    const std::string box = house.shop.data.ask("SELECT CAST(nonce_seed AS TEXT) FROM batches");
    REQUIRE_FALSE(box.empty());
    FaultPlan& plan = disk ? house.shop.file_faults : house.shop.store_faults;
    plan.arm(n, {done, false});
    (void)take_acknowledgements(house.shop.store, house.shop.files, house.trust, house.acks, house.now);
    const bool struck = plan.struck();
    plan.disarm();
    INFO("operation " << n << " of the " << (disk ? "disk" : "store") << ", done " << done);
    if (struck) house.take_folder();
    CHECK(house.state() == BatchState::acknowledged);
    CHECK(names_below(house.acks / "done") == std::vector<std::string>{house.name(), house.name() + ".p7s"});
    CHECK(names_below(house.acks / "quarantine").empty());
    CHECK(alarms_of(house.shop, "acknowledgement_unreadable").empty());
    const std::string file = house.shop.data.file().string();
    CHECK((text_of_file(file) + text_of_file(file + "-wal")).find(box) == std::string::npos);
    if (!struck) break;
  }
}
