#include "postsim/invented_letters.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "tests/postsim/post_office.hpp"

namespace postproof::postsim {
namespace {

const Instant since = *parse_instant("2026-11-01T00:00:00+03:00");

std::string number_of(int n) { return fmt::format("101000{:08}", n); }

TEST_CASE("an invented letter follows from number and seed alone, posted within its days") {
  const InventedLetters invented{3, since, 6, std::nullopt};
  std::map<Life, int> lives;
  for (int n = 0; n < 20'000; ++n) {
    const auto letter = invented.letter(number_of(n));
    REQUIRE(letter);
    CHECK(letter->acknowledged_at >= since);
    CHECK(letter->acknowledged_at < since + days_in_seconds(6));
    ++lives[life_of(letter->surname)];
  }
  CHECK(lives[Life::returned] > 500);
  CHECK(lives[Life::last_day] > 650);
  CHECK(lives[Life::lost] > 130);
  CHECK(lives[Life::never_scanned] > 130);
  CHECK(lives[Life::delivered] > 17'500);
  const auto one = invented.letter(number_of(7));
  const auto again = InventedLetters{3, since, 6, std::nullopt}.letter(number_of(7));
  const auto other = InventedLetters{4, since, 6, std::nullopt}.letter(number_of(7));
  CHECK(whole_history(*one) == whole_history(*again));
  CHECK(whole_history(*one) != whole_history(*other));
}

TEST_CASE("only domestic numbers are invented letters") {
  const InventedLetters invented{3, since, 6, std::nullopt};
  for (const char* number : {"", "1010002600001", "101000260000181", "RA644000001RU", "1010002600001x"}) {
    CHECK_FALSE(invented.letter(number));
  }
}

TEST_CASE("a post that stands still tells nothing that happened later, and printed letters stay what they are") {
  PostOffice office;
  const Instant still = since + days_in_seconds(10);
  office.service = std::make_unique<TrackingService>(office.files, office.clock, office.own(),
                                                     Credentials{"Client1", Secret("pass&word")},
                                                     InventedLetters{3, since, 6, still});
  const std::string body = office.rtm34(history_request(number_of(7))).body;
  const auto letter = InventedLetters{3, since, 6, still}.letter(number_of(7));
  CHECK(count_of(body, "<ns3:historyRecord>") == static_cast<int>(history(*letter, still).size()));
  CHECK(history(*letter, office.clock.now()).size() > history(*letter, still).size());
  CHECK(count_of(office.rtm34(history_request(PostOffice::silent_track)).body, "<ns3:historyRecord>") == 0);
}

}  // namespace
}  // namespace postproof::postsim
