#include "tracking/quiet_answer.hpp"

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/soap_samples.hpp"
#include "tracking/soap_batch.hpp"
#include "tracking/tracking_update.hpp"

namespace postproof::tracking {
namespace {

using orders::LetterStatus;
using test::at;

const Instant now = at("2026-12-10T12:00:00+03:00");
const TrackNumber number{"10100024004170"};

AskedLetter in_transit(std::uint64_t digest) {
  AskedLetter letter;
  letter.letter_no = 5;
  letter.number = number;
  letter.status = LetterStatus::in_transit;
  letter.base = {LetterStatus::printed, now - days_in_seconds(3), false};
  letter.last_change_at = now - days_in_seconds(1);
  letter.fingerprint = fingerprint_of(digest, letter.status, letter.base);
  return letter;
}

/// The digest of the only item of an answer.
std::uint64_t digest_of(const std::string& reply) {
  const auto answer = read_batch_answer(reply).value();
  return std::get<BatchAnswer>(answer).digest(0);
}

std::string handed(const std::string& date) {
  return test::item(number.str(), test::operation("2", "1", date, "101000"));
}

TEST_CASE("the same answer about an unchanged letter is quiet: looked at, and asked again by the plan") {
  const auto quiet = quiet_answer(in_transit(7), 7, now, {}, {});
  REQUIRE(quiet);
  CHECK(quiet->letter_no == 5);
  CHECK(quiet->checked_at == now);
  CHECK(*quiet->next_poll_at >= now + PlanRules{}.on_the_way / 2);
}

TEST_CASE("an answer is not quiet if it says something else, or something else is known of the letter") {
  CHECK_FALSE(quiet_answer(in_transit(7), 8, now, {}, {}));
  AskedLetter letter = in_transit(7);
  letter.fingerprint.reset();
  CHECK_FALSE(quiet_answer(letter, 7, now, {}, {}));
  letter = in_transit(7);
  letter.status = LetterStatus::lost;
  CHECK_FALSE(quiet_answer(letter, 7, now, {}, {}));
  letter = in_transit(7);
  letter.base.declared_lost = true;
  CHECK_FALSE(quiet_answer(letter, 7, now, {}, {}));
}

TEST_CASE("an unscanned letter is looked at in full from the day on that makes it lost") {
  AskedLetter letter = in_transit(7);
  letter.status = LetterStatus::printed;
  letter.fingerprint = fingerprint_of(7, letter.status, letter.base);
  const Instant lost_at = *letter.base.printed_at + days_in_seconds(120);
  CHECK(quiet_answer(letter, 7, lost_at - seconds{1}, {}, {}));
  CHECK_FALSE(quiet_answer(letter, 7, lost_at, {}, {}));
}

TEST_CASE("a fingerprint is kept only where the same answer would change nothing") {
  TrackedLetter letter;
  letter.number = number;
  letter.status = LetterStatus::printed;
  letter.base = {LetterStatus::printed, now - days_in_seconds(9), false};
  letter.last_change_at = now - days_in_seconds(9);
  const auto fingerprint = [&](const std::string& way, std::optional<std::uint64_t> digest) {
    return update_of(letter, {PostAnswer::Kind::answered, test::december(way), digest}, now, {}, {}).fingerprint;
  };
  CHECK(fingerprint("2:1/2 3:8/0", 7) == fingerprint_of(7, LetterStatus::in_transit, letter.base));
  CHECK_FALSE(fingerprint("2:1/2 3:8/0", std::nullopt));
  CHECK_FALSE(fingerprint("2:1/2 28:2/1", 7));  // counts when its instant comes
}

TEST_CASE("the digest of an item follows what it says and where its names belong, not where it stands") {
  const std::string one = handed("01.12.2026 09:00:00");
  const std::uint64_t digest = digest_of(test::batch_reply(one));
  CHECK(digest_of(test::batch_reply(one + test::item("2", ""))) == digest);
  CHECK(digest_of(test::batch_reply("<!-- news -->" + one)) == digest);
  CHECK(digest_of(test::batch_reply(handed("01.12.2026 09:00:01"))) != digest);
  CHECK(digest_of(test::batch_reply(one + one)) != digest);
  std::string moved = test::batch_reply(one);
  moved.insert(moved.find(" xmlns:ns2="), " xmlns:other=\"urn:other\"");
  CHECK(digest_of(moved) != digest);
}

TEST_CASE("an item in another namespace has no digest, because it is no item") {
  std::string wrong = test::batch_reply(handed("01.12.2026 09:00:00"));
  const std::string uri = "xmlns:ns3=\"http://fclient.russianpost.org\"";
  wrong.replace(wrong.find(uri), uri.size(), "xmlns:ns3=\"http://fclient.russianpost.org/v2\"");
  const auto answer = read_batch_answer(wrong).value();
  CHECK(std::get<BatchAnswer>(answer).size() == 0);
  CHECK_FALSE(std::get<BatchAnswer>(answer).find(number.str()));
}

}  // namespace
}  // namespace postproof::tracking
