#include <catch2/catch.hpp>

#include "postsim/digest.hpp"
#include "tests/postsim/shop.hpp"

namespace postproof::postsim {

TEST_CASE("the fault skip overlooks the batch as long as it lasts") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(1)).hand_over(shop.in);
  shop.set({"skip=1"});
  shop.look();
  CHECK_FALSE(shop.has_ack(monday_batch));
  shop.set({"skip=0"});
  shop.look();
  CHECK(shop.has_ack(monday_batch));
}

TEST_CASE("the fault wrong_hash names another hash, and the right one follows when it is over") {
  Shop shop;
  const BatchMaker batch(monday_batch, some_letters(1));
  const std::string right = sha256_hex(bytes_of(batch.manifest));
  batch.hand_over(shop.in);
  shop.set({"wrong_hash=1"});
  shop.look();
  const auto wrong = shop.ack(monday_batch);
  CHECK(text_in(wrong, "manifest_sha256") != right);
  CHECK(is_sha256_hex(text_in(wrong, "manifest_sha256")));
  shop.take_ack(monday_batch);
  shop.look();
  CHECK_FALSE(shop.has_ack(monday_batch));
  shop.set({"wrong_hash=0"});
  shop.look();
  CHECK(text_in(shop.ack(monday_batch), "manifest_sha256") == right);
}

TEST_CASE("the fault old sends the acknowledgement of the batch before") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(1)).hand_over(shop.in);
  shop.look();
  shop.set({"old=1"});
  BatchMaker("B20261124-01", some_letters(1, 2)).hand_over(shop.in);
  shop.look();
  CHECK(shop.ack_text("B20261124-01") == shop.ack_text(monday_batch));
}

TEST_CASE("the fault twice acknowledges once more when the first one is taken, then no more") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(1)).hand_over(shop.in);
  shop.set({"twice=1"});
  shop.look();
  const std::string first = shop.ack_text(monday_batch);
  shop.take_ack(monday_batch);
  shop.look();
  CHECK(shop.ack_text(monday_batch) == first);
  shop.take_ack(monday_batch);
  shop.look();
  CHECK_FALSE(shop.has_ack(monday_batch));
  CHECK(shop.ledger().find("10100026000010").letter->prints == 1);
}

TEST_CASE("the fault partial_ack spoils letters") {
  Shop shop;
  BatchMaker(monday_batch, some_letters(20)).hand_over(shop.in);
  shop.set({"partial_ack=0.5", "seed=3"});
  shop.look();
  const auto ack = shop.ack(monday_batch);
  CHECK(ack.at("state") == "partial");
  const std::size_t spoilt = ack.at("rejected").as_array().size();
  CHECK(spoilt > 2);
  CHECK(spoilt < 18);
  CHECK(shop.ledger().batches().at(monday_batch).letters.size() == 20 - spoilt);
}

}  // namespace postproof::postsim
