#include "batches/acknowledgement.hpp"

#include <catch2/catch.hpp>

#include "batches/seal.hpp"
#include "tests/support/answering_house.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;
using orders::CodeStatus;
using orders::LetterStatus;
using PrintHouse = AnsweringHouse;

TEST_CASE("an accepted batch is acknowledged, its letters printed, its nonces gone") {
  PrintHouse house;
  CHECK(good(house.take(PrintHouse::text(house.answer()))) == AckOutcome::taken);
  CHECK(house.state() == BatchState::acknowledged);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(house.letter(i).status == LetterStatus::printed);
    CHECK(house.letter(i).code_status == CodeStatus::live);
  }
  CHECK_FALSE(house.shop.data.night().nonce_seed(house.batch));
}

TEST_CASE("a partly accepted batch loses the named letters only, and their accounts are free") {
  PrintHouse house;
  PrintHouse::Answer answer = house.answer();
  answer.state = "partial";
  answer.rejected = house.refusing(house.letters[1].track_number.str());
  CHECK(good(house.take(PrintHouse::text(answer))) == AckOutcome::taken);
  CHECK(house.letter(0).status == LetterStatus::printed);
  CHECK(house.letter(1).status == LetterStatus::rejected);
  CHECK(house.letter(1).status_reason == "torn");
  CHECK(house.letter(1).code_status == CodeStatus::voided);
  CHECK(house.shop.data.place(order_of(1)).status == LetterStatus::ordered);
}

TEST_CASE("a rejected batch never leaves") {
  PrintHouse house;
  PrintHouse::Answer answer = house.answer();
  answer.state = "rejected";
  CHECK(good(house.take(PrintHouse::text(answer))) == AckOutcome::taken);
  CHECK(house.state() == BatchState::rejected);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(house.letter(i).status == LetterStatus::rejected);
    CHECK(house.letter(i).code_status == CodeStatus::voided);
  }
  CHECK_FALSE(house.shop.data.night().nonce_seed(house.batch));
  CHECK(good(house.shop.data.desk().inconsistencies()).empty());
}

TEST_CASE("letters spoilt later are rejected, but not one that the post has scanned already") {
  PrintHouse house;
  good(house.take(PrintHouse::text(house.answer())));
  house.shop.data.sql("UPDATE letters SET status = 'accepted' WHERE letter_id = '" + house.letters[2].id.str() + "'");
  PrintHouse::Answer answer = house.answer();
  answer.state = "spoilt";
  answer.rejected = R"([{"track_number":")" + house.letters[0].track_number.str() +
                    R"(","reason":"torn"},{"track_number":")" + house.letters[2].track_number.str() +
                    R"(","reason":"wet"}])";
  CHECK(good(house.take(PrintHouse::text(answer), house.name("-2"))) == AckOutcome::taken);
  CHECK(house.letter(0).status == LetterStatus::rejected);
  CHECK(house.letter(0).code_status == CodeStatus::voided);
  CHECK(house.letter(2).status == LetterStatus::accepted);
  CHECK(house.letter(2).code_status == CodeStatus::live);
  CHECK(good(house.shop.data.desk().open_alarms()).size() == 1);
  CHECK(house.state() == BatchState::acknowledged);
}

TEST_CASE("the very same answer again changes nothing") {
  PrintHouse house;
  const std::string text = PrintHouse::text(house.answer());
  good(house.take(text));
  const std::string before = house.shop.data.ask("SELECT max(event_no) FROM letter_events");
  CHECK(good(house.take(text)) == AckOutcome::repeated);
  CHECK(house.shop.data.ask("SELECT max(event_no) FROM letter_events") == before);
}

TEST_CASE("an answer that does not fit the batch is refused and changes nothing") {
  PrintHouse house;
  PrintHouse::Answer answer = house.answer();
  std::string name = house.name();
  SECTION("another hash") { answer.manifest = std::string(64, 'a'); }
  SECTION("a batch that we do not have") {
    answer.batch_id = "B20261123-07";
    name = "B20261123-07.ack.json";
  }
  SECTION("another count") { answer.letters = "3"; }
  SECTION("a number that is not ours") {
    answer.state = "partial";
    answer.rejected = house.refusing("10100026100004");
  }
  SECTION("a text that is no number") {
    answer.state = "partial";
    answer.rejected = house.refusing("' OR 1=1 --");
  }
  SECTION("the name of another batch") { name = "B20261123-02.ack.json"; }
  SECTION("a longer name") { name = house.batch.id.str() + "7.ack.json"; }
  SECTION("a name with something in between") { name = house.batch.id.str() + ".x.ack.json"; }
  SECTION("a name for what was spoilt later") { name = house.name("-2"); }
  SECTION("spoilt under the name of the first answer") {
    answer.state = "spoilt";
    answer.rejected = house.refusing(house.letters[0].track_number.str());
  }
  SECTION("spoilt before any acceptance") {
    answer.state = "spoilt";
    answer.rejected = house.refusing(house.letters[0].track_number.str());
    name = house.name("-2");
  }
  const auto refused = house.take(PrintHouse::text(answer), name);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::state_conflict);
  CHECK(house.state() == BatchState::dispatched);
  for (std::size_t i = 0; i < 3; ++i) CHECK(house.letter(i).status == LetterStatus::dispatched);
}

TEST_CASE("what was spoilt later comes numbered from 2 on") {
  PrintHouse house;
  good(house.take(PrintHouse::text(house.answer())));
  PrintHouse::Answer answer = house.answer();
  answer.state = "spoilt";
  answer.rejected = house.refusing(house.letters[0].track_number.str());
  const std::string text = PrintHouse::text(answer);
  for (const char* tail : {"-", "-1", "-x", "-2x", "-02", "-2-3", "2"}) {
    INFO(tail);
    CHECK(kind_of(house.take(text, house.name(tail))) == ErrorKind::state_conflict);
  }
  CHECK(house.letter(0).status == LetterStatus::printed);
  CHECK(good(house.take(text, house.name("-12"))) == AckOutcome::taken);
}

TEST_CASE("a second and different answer is refused, whatever the batch has become") {
  PrintHouse house;
  const char* first = GENERATE("accepted", "rejected");
  PrintHouse::Answer answer = house.answer();
  answer.state = first;
  good(house.take(PrintHouse::text(answer)));
  const BatchState state = house.state();
  answer.state = answer.state == "accepted" ? "rejected" : "accepted";
  CHECK(kind_of(house.take(PrintHouse::text(answer))) == ErrorKind::state_conflict);
  answer.state = "partial";
  answer.rejected = house.refusing(house.letters[0].track_number.str());
  CHECK(kind_of(house.take(PrintHouse::text(answer))) == ErrorKind::state_conflict);
  CHECK(house.state() == state);
}

TEST_CASE("an answer for a batch that was only sealed is refused") {
  TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place(order_of(1));
  shop.data.clock.set(monday_evening());
  Night parts = shop.night();
  const Batch batch = good(seal_night(parts, monday_evening(), monday_evening())).value();
  const std::string text = PrintHouse::text({batch.id.str(), std::string(64, 'a'), "accepted", "2", "[]"});
  const auto refused = take_acknowledgement(shop.store, AckTrust{}, {batch.id.str() + ".ack.json", bytes_in(text), {}},
                                            monday_evening());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::state_conflict);
}

TEST_CASE("a member that was never printed cannot be refused by the print house") {
  TempFolder folder;
  NightShop shop(folder.path());
  shop.data.place_many(2);
  const orders::Letter unprinted = shop.data.place(unprintable_order(50));
  const Batch batch = shop.run().batch.value();
  const std::string text =
      PrintHouse::text({batch.id.str(), to_hex(*batch.manifest), "partial", "3",
                        R"([{"track_number":")" + unprinted.track_number.str() + R"(","reason":"torn"}])"});
  CHECK(kind_of(take_acknowledgement(shop.store, AckTrust{}, {batch.id.str() + ".ack.json", bytes_in(text), {}},
                                     monday_evening())) == ErrorKind::state_conflict);
  CHECK(shop.batch(batch.id).state == BatchState::dispatched);
}

TEST_CASE("a document that is no acknowledgement is refused, and its fault named") {
  struct Defect {
    const char* from;
    const char* to;
    const char* told;
  };
  const std::string good_text = PrintHouse::text(
      {"B20261123-01", std::string(64, 'a'), "partial", "4", R"([{"track_number":"10100026100004","reason":"torn"}])"});
  REQUIRE(read_acknowledgement(good_text));
  const std::vector<Defect> defects{
      {"\"batch_id\":\"B20261123-01\",", "", "\"batch_id\""},
      {"\"B20261123-01\"", "null", "\"batch_id\""},
      {"aaaa\"", "aaa\"", "\"manifest_sha256\""},
      {"\"aaaa", "\"gaaa", "\"manifest_sha256\""},
      {"\"partial\"", "\"maybe\"", "\"state\""},
      {"\"partial\"", "\"accepted\"", "an accepted one lists rejected letters"},
      {"[{\"track_number\":\"10100026100004\",\"reason\":\"torn\"}]", "[]", "lists no letters"},
      {"[{\"track_number\":\"10100026100004\",\"reason\":\"torn\"}]", "{}", "\"rejected\" is no list"},
      {"\"track_number\":\"10100026100004\",", "", "other fields"},
      {"\"reason\":\"torn\"", "\"reason\":7", "\"reason\""},
      {"\"reason\":\"torn\"", "\"reason\":\"torn\",\"more\":1", "other fields"},
      {"[{", "[{\"track_number\":\"10100026100004\",\"reason\":\"wet\"},{", "stands twice"},
      {"2026-11-23T19:00:00+03:00", "yesterday", "\"received_at\""},
      {"\"letters\":4", "\"letters\":-4", "\"letters\""},
      {"\"letters\":4", "\"letters\":\"4\"", "\"letters\""},
      {"\"letters\":4", "\"letters\":4.0", "\"letters\""},
      {"\"letters\":4", "\"letters\":4,\"extra\":1", "a field \"extra\""},
      {"\"letters\":4", "\"letters\":4,\"letters\":5", "not an acknowledgement"},
      {"{\"batch_id\"", "[{\"batch_id\"", "not an acknowledgement"},
      {"}]}", "}]", "not an acknowledgement"},
  };
  for (const Defect& defect : defects) {
    std::string text = good_text;
    const std::size_t place = text.find(defect.from);
    INFO(defect.from << " -> " << defect.to);
    REQUIRE(place != std::string::npos);
    text.replace(place, std::string(defect.from).size(), defect.to);
    const auto read = read_acknowledgement(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::file_invalid);
    CHECK_THAT(read.error().detail, Catch::Contains(defect.told));
  }
  for (const std::string& text : {std::string{}, std::string{"[]"}, std::string{"7"}, std::string(20'000'000, '['),
                                  std::string{"\xEF\xBB\xBF{}"}, std::string("{\"a\":\"\xFF\"}")}) {
    CHECK(kind_of(read_acknowledgement(text)) == ErrorKind::file_invalid);
  }
  std::string long_reason = good_text;
  long_reason.replace(long_reason.find("torn"), 4, std::string(501, 'x'));
  CHECK(kind_of(read_acknowledgement(long_reason)) == ErrorKind::file_invalid);
  long_reason.replace(long_reason.find("xx"), 1, "");
  CHECK(read_acknowledgement(long_reason));
}
