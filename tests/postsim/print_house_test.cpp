#include "postsim/print_house.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

#include "postsim/digest.hpp"
#include "postsim/printed_sheets.hpp"
#include "tests/postsim/shop.hpp"

namespace postproof::postsim {

namespace fs = std::filesystem;

TEST_CASE("a sound batch is printed and accepted") {
  Shop shop;
  const BatchMaker batch(monday_batch, some_letters(3));
  batch.hand_over(shop.in);
  const auto looked = shop.look();
  CHECK(looked.troubled == 0);
  CHECK(looked.lines == std::vector<std::string>{"B20261123-01: printed 3 letters, spoilt 0"});
  CHECK(shop.ack_text(monday_batch) ==
        "{\"batch_id\":\"B20261123-01\",\"manifest_sha256\":\"" + sha256_hex(bytes_of(batch.manifest)) +
            "\",\"state\":\"accepted\",\"received_at\":\"2026-11-23T19:30:00+03:00\",\"letters\":3,\"rejected\":[]}\n");
  const Ledger ledger = shop.ledger();
  const auto [printed, letter] = ledger.find("10100026000020");
  REQUIRE(letter != nullptr);
  CHECK(printed->printed_at == shop.clock.now());
  CHECK(letter->page == 2);
  CHECK(letter->surname == "Смирнова");
  CHECK(letter->prints == 1);
}

TEST_CASE("nothing but complete files lies among the acknowledgements") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(1)).hand_over(shop.in);
  shop.look();
  for (const auto& entry : fs::directory_iterator(shop.acks)) {
    CHECK(entry.path().filename().string() == "B20261123-01.ack.json");
  }
}

TEST_CASE("a batch without DONE, and a folder that is no batch, are left alone") {
  Shop shop;
  const BatchMaker batch(monday_batch, some_letters(1));
  batch.hand_over(shop.in);
  fs::remove(shop.in / monday_batch / "DONE");
  write_file(shop.in / "notes" / "DONE", "");
  CHECK(shop.look().lines.empty());
  CHECK_FALSE(shop.has_ack(monday_batch));
  batch.hand_over(shop.in);
  shop.look();
  CHECK(shop.has_ack(monday_batch));
}

TEST_CASE("letters to Браков(а) come back in a partial acknowledgement and are not printed") {
  Shop shop;
  auto letters = some_letters(3);
  letters[1].recipient = "Бракова Мария Ивановна";
  BatchMaker(monday_batch, letters).hand_over(shop.in);
  shop.look();
  const auto ack = shop.ack(monday_batch);
  CHECK(ack.at("state") == "partial");
  CHECK(ack.at("letters") == 3);
  REQUIRE(ack.at("rejected").as_array().size() == 1);
  CHECK(ack.at("rejected").at(0).at("track_number") == "10100026000020");
  CHECK_FALSE(ack.at("rejected").at(0).at("reason").as_string().empty());
  const Ledger ledger = shop.ledger();
  CHECK(ledger.find("10100026000020").letter == nullptr);
  CHECK(ledger.knows("10100026000020"));
  CHECK(ledger.find("10100026000030").letter != nullptr);
}

TEST_CASE("a batch is printed and acknowledged once, whatever restarts") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(2)).hand_over(shop.in);
  shop.look();
  const std::string first = shop.ack_text(monday_batch);
  shop.take_ack(monday_batch);
  shop.clock.advance(seconds{3600});
  CHECK(shop.look().lines.empty());
  CHECK_FALSE(shop.has_ack(monday_batch));

  SECTION("handed over again it is acknowledged again with the same bytes") {
    hand_over_again(shop.in, monday_batch);
    CHECK(shop.look().lines == std::vector<std::string>{"B20261123-01: acknowledged again, printed before"});
    CHECK(shop.ack_text(monday_batch) == first);
  }
  SECTION("asked for, a lost acknowledgement is given again") {
    shop.look(true);
    CHECK(shop.ack_text(monday_batch) == first);
  }
  SECTION("asked for, one that the sender keeps is not") {
    shop.look(true);
    shop.take_ack(monday_batch, true);
    shop.look(true);
    CHECK_FALSE(shop.has_ack(monday_batch));
  }
  CHECK(shop.ledger().batches().size() == 1);
}

TEST_CASE("a rejected batch is looked at anew when it is handed over again") {
  Shop shop;
  BatchMaker batch(monday_batch, some_letters(2));
  const std::string sound = batch.files["form103.zip"];
  batch.files["form103.zip"] = "broken";
  batch.hand_over(shop.in);
  shop.look();
  CHECK(shop.ack(monday_batch).at("state") == "rejected");
  batch.files["form103.zip"] = sound;
  batch.hand_over(shop.in);
  hand_over_again(shop.in, monday_batch);
  shop.look();
  CHECK(shop.ack(monday_batch).at("state") == "accepted");
}

TEST_CASE("a number is never printed again, in no batch") {
  Shop shop;
  auto letters = some_letters(2);
  letters[0].recipient = "Браков Олег";
  BatchMaker(monday_batch, letters).hand_over(shop.in);
  shop.look();
  const int repeated = GENERATE(1, 2);
  BatchMaker("B20261124-01", some_letters(1, repeated)).hand_over(shop.in);
  shop.look();
  CHECK(shop.ack("B20261124-01").at("state") == "rejected");
}

TEST_CASE("a printed batch that comes with another manifest is rejected") {
  Shop shop;
  BatchMaker batch(monday_batch, some_letters(2));
  batch.hand_over(shop.in);
  shop.look();
  batch.fields["sequence"] = "2";
  batch.seal();
  batch.hand_over(shop.in);
  hand_over_again(shop.in, monday_batch);
  shop.look();
  CHECK(shop.ack(monday_batch).at("state") == "rejected");
  CHECK(shop.ledger().batches().at(monday_batch).letters.size() == 2);
}

TEST_CASE("a withdrawn batch is neither printed nor acknowledged") {
  Shop shop;
  const Path folder = shop.in / monday_batch;
  write_file(folder / "manifest.json",
             R"({"format":"postproof-batch/1","batch_id":"B20261123-01","sequence":1,"state":"withdrawn","files":[]})");
  write_file(folder / "DONE", "");
  CHECK_THAT(shop.look().lines.at(0), Catch::Contains("withdrawn"));
  CHECK_FALSE(shop.has_ack(monday_batch));
}

TEST_CASE("a batch without a manifest is trouble, told once and looked at again") {
  Shop shop;
  write_file(shop.in / monday_batch / "DONE", "");
  PrintHouse house = shop.open();
  const auto first = house.look(false);
  REQUIRE(first);
  CHECK(first.value().troubled == 1);
  CHECK(first.value().lines.size() == 1);
  const auto second = house.look(false);
  CHECK(second.value().troubled == 1);
  CHECK(second.value().lines.empty());
}

TEST_CASE("printed sheets can be read after the batch folder is gone") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(2)).hand_over(shop.in);
  shop.look();
  fs::remove_all(shop.in);
  const Ledger ledger = shop.ledger();
  const auto sheet = read_printed_sheet(shop.files, ledger, "10100026000020", "no key");
  REQUIRE(sheet);
  CHECK(sheet_json(sheet.value()) ==
        R"({"track_number":"10100026000020","code":"0002 5678 9012","valid_through":"2027-01-22",)"
        R"("recipient":"Смирнова Анна Сергеевна","address_lines":["Мясницкая улица, д. 26, кв. 7","Москва"],)"
        R"("index":"101000"})");
  CHECK(read_printed_sheet(shop.files, ledger, "10100026000030", "no key").error().kind ==
        ErrorKind::track_number_not_found);
  std::vector<std::string> codes;
  REQUIRE(read_all_printed_sheets(shop.files, ledger, "no key", [&](const Sheet& one) { codes.push_back(one.code); }));
  CHECK(codes == std::vector<std::string>{"0001 5678 9012", "0002 5678 9012"});
}

TEST_CASE("an encrypted batch without the key is trouble and is printed when the key is there") {
  Shop shop;
  BatchMaker batch(monday_batch, some_letters(1));
  batch.files["letters-0001.pdf.p7m"] = batch.files["letters-0001.pdf"];
  batch.files.erase("letters-0001.pdf");
  batch.letters_of_files = {{"letters-0001.pdf.p7m", 1}};
  batch.index_csv.replace(batch.index_csv.find("0001.pdf"), 8, "0001.pdf.p7m");
  batch.fields["recipient_certificate_sha256"] = "\"" + std::string(64, 'a') + "\"";
  batch.seal();
  batch.hand_over(shop.in);
  const auto looked = shop.look();
  CHECK(looked.troubled == 1);
  CHECK_THAT(looked.lines.at(0), Catch::Contains("private key"));
  CHECK_FALSE(shop.has_ack(monday_batch));
}

}  // namespace postproof::postsim
