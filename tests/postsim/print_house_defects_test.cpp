#include <filesystem>

#include <catch2/catch.hpp>

#include "postsim/digest.hpp"
#include "tests/postsim/shop.hpp"

namespace postproof::postsim {

namespace fs = std::filesystem;

TEST_CASE("every defect of a batch has it rejected") {
  Shop shop;
  BatchMaker batch(monday_batch, some_letters(2));
  std::string reason;
  SECTION("format") {
    batch.replace_in_manifest("postproof-batch/1", "postproof-batch/2");
    reason = "format";
  }
  SECTION("no JSON") {
    batch.manifest = "{\"letters\":2";
    reason = "manifest.json";
  }
  SECTION("another batch's manifest") {
    batch.replace_in_manifest(monday_batch, "B20261124-01");
    reason = "batch_id";
  }
  SECTION("a field missing") {
    batch.fields.erase("cutoff");
    batch.seal();
    reason = "cutoff";
  }
  SECTION("a field of another type") {
    batch.fields["sequence"] = "\"1\"";
    batch.seal();
    reason = "sequence";
  }
  SECTION("a hash that is no hash") {
    batch.fields["previous_manifest_sha256"] = "\"abc\"";
    batch.seal();
    reason = "previous_manifest_sha256";
  }
  SECTION("a state nobody knows") {
    batch.fields["state"] = "\"draft\"";
    batch.seal();
    reason = "state";
  }
  SECTION("letters are not the sum of the files") {
    batch.fields["letters"] = "3";
    batch.fields["sheets"] = "3";
    batch.seal();
    reason = "letters";
  }
  SECTION("weight is not the sum of the rows") {
    batch.fields["weight_grams"] = "41";
    batch.seal();
    reason = "weight";
  }
  SECTION("last track number") {
    batch.fields["last_track_number"] = batch.fields["first_track_number"];
    batch.seal();
    reason = "track number";
  }
  SECTION("a name that leads out of the folder") {
    batch.replace_in_manifest("\"form103.zip\"", "\"../form103.zip\"");
    reason = "plain file name";
  }
  SECTION("a file named twice") {
    batch.replace_in_manifest("\"form103.zip\"", "\"form103.pdf\"");
    reason = "twice";
  }
  SECTION("a file changed") {
    batch.files["form103.zip"] = "PK lisp";
    reason = "form103.zip: not the hash";
  }
  SECTION("a file longer") {
    batch.files["form103.zip"] += "x";
    reason = "form103.zip: not the size";
  }
  SECTION("a file missing") {
    batch.files.erase("form103.pdf");
    reason = "form103.pdf: missing";
  }
  SECTION("a file nobody named") {
    batch.files["more.txt"] = "x";
    reason = "does not name";
  }
  SECTION("fewer pages than letters") {
    batch.files["letters-0001.pdf"] = make_pdf({letter_page(some_letters(1)[0])});
    batch.seal();
    reason = "1 pages for 2 letters";
  }
  SECTION("no PDF") {
    batch.files["letters-0001.pdf"] = "hello";
    batch.seal();
    reason = "letters-0001.pdf";
  }
  SECTION("pages in another order") {
    const auto letters = some_letters(2);
    batch.files["letters-0001.pdf"] = make_pdf({letter_page(letters[1]), letter_page(letters[0])});
    batch.seal();
    reason = "page 1: another track number";
  }
  SECTION("another index on the sheet") {
    batch.index_csv.replace(batch.index_csv.find("101000,20"), 6, "101001");
    batch.seal();
    reason = "page 1: another postal index";
  }
  SECTION("index without its header") {
    batch.index_csv = batch.index_csv.substr(batch.index_csv.find('\n') + 1);
    batch.seal();
    reason = "line 1";
  }
  SECTION("a row short") {
    batch.index_csv.resize(batch.index_csv.rfind("2,letters"));
    batch.seal();
    reason = "1 rows for 2 letters";
  }
  SECTION("a row with a hole") {
    batch.index_csv.replace(batch.index_csv.find("2,letters"), 1, "3");
    batch.seal();
    reason = "gap";
  }
  SECTION("a row that is none") {
    batch.index_csv.replace(batch.index_csv.find("2,letters"), 2, "2;");
    batch.seal();
    reason = "line 3";
  }
  SECTION("a number twice") {
    batch.index_csv.replace(batch.index_csv.find("10100026000020"), 14, "10100026000010");
    batch.seal();
    reason = "twice";
  }
  batch.hand_over(shop.in);
  const auto looked = shop.look();
  REQUIRE(looked.lines.size() == 1);
  CHECK_THAT(looked.lines[0], Catch::Contains("rejected") && Catch::Contains(reason));
  const auto ack = shop.ack(monday_batch);
  CHECK(ack.at("state") == "rejected");
  CHECK(text_in(ack, "manifest_sha256") == sha256_hex(bytes_of(batch.manifest)));
  CHECK(ack.at("rejected").as_array().empty());
  CHECK(shop.ledger().batches().empty());
  CHECK(fs::is_empty(shop.own / "refused") == false);

  shop.take_ack(monday_batch);
  CHECK(shop.look().lines.empty());
  CHECK_FALSE(shop.has_ack(monday_batch));
}

}  // namespace postproof::postsim
