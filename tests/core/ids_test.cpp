#include "core/ids.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>

namespace postproof {

namespace {

/// Gives the same byte for ever.
class OneByte final : public Entropy {
 public:
  explicit OneByte(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, byte_); }

 private:
  std::uint8_t byte_;
};

/// Gives 1, 2, 3, ...
class Counting final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = ++last_;
  }

 private:
  std::uint8_t last_ = 0;
};

/// The 128 bits of an id, decoded apart from the code that encodes.
std::array<std::uint8_t, 16> bits_of(const LetterId& id) {
  static constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";
  std::array<std::uint8_t, 16> bytes{};
  for (const char c : id.str().substr(4)) {
    auto carry = static_cast<unsigned>(crockford.find(c));
    for (std::size_t i = bytes.size(); i-- > 0;) {
      const unsigned wide = bytes[i] * 32U + carry;
      bytes[i] = static_cast<std::uint8_t>(wide & 0xFFU);
      carry = wide >> 8U;
    }
    REQUIRE(carry == 0);
  }
  return bytes;
}

static_assert(!std::is_convertible_v<LetterId, AccountId>);
static_assert(!std::is_constructible_v<LetterId, AccountId>);
static_assert(!std::is_convertible_v<std::string, LetterId>);

}  // namespace

TEST_CASE("A letter id is the milliseconds and the random bytes in Crockford's base 32") {
  OneByte zero{0};
  OneByte full{0xFF};
  CHECK(make_letter_id(instant_of(0), zero).str() == "ltr_00000000000000000000000000");
  CHECK(make_letter_id(instant_of(0), full).str() == "ltr_0000000000zzzzzzzzzzzzzzzz");
  Counting counting;
  const auto bits = bits_of(make_letter_id(instant_of(1'795'417'200), counting));
  std::uint64_t milliseconds = 0;
  for (std::size_t i = 0; i < 6; ++i) milliseconds = milliseconds << 8U | bits[i];
  CHECK(milliseconds == 1'795'417'200'000);
  for (std::size_t i = 6; i < bits.size(); ++i) CHECK(bits[i] == i + 1);
}

TEST_CASE("Letter ids have the shape that is checked, and later ones sort later") {
  OneByte low{0};
  OneByte high{0xFF};
  std::string last;
  for (const std::int64_t now :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{31}, std::int64_t{32}, std::int64_t{951'825'600},
        std::int64_t{1'795'417'199}, std::int64_t{1'795'417'200}, std::int64_t{1'798'761'599},
        std::int64_t{1'798'761'600}, std::int64_t{253'402'300'799}}) {
    CAPTURE(now);
    const LetterId first = make_letter_id(instant_of(now), low);
    const LetterId second = make_letter_id(instant_of(now), high);
    CHECK(is_letter_id(first.str()));
    CHECK(is_letter_id(second.str()));
    CHECK(last < first.str());
    CHECK(first < second);
    last = second.str();
  }
}

TEST_CASE("Letter ids of one second differ") {
  Counting counting;
  std::set<LetterId> ids;
  for (int i = 0; i < 12; ++i) ids.insert(make_letter_id(instant_of(1'795'417'200), counting));
  CHECK(ids.size() == 12);
}

TEST_CASE("Other texts are no letter ids") {
  for (const std::string& bad : std::vector<std::string>{
           "", "ltr_", "ltr_0000000000000000000000000", "ltr_000000000000000000000000000",
           "LTR_00000000000000000000000000", "ltr_0000000000000000000000000A", "ltr_0000000000000000000000000i",
           "ltr_0000000000000000000000000l", "ltr_0000000000000000000000000o", "ltr_0000000000000000000000000u",
           "ltr-00000000000000000000000000", " ltr_0000000000000000000000000", "ltr_0000000000000000000000000\n",
           "ltr_0000000000000000000000000%", std::string("ltr_0000000000000000000000000\0", 30)}) {
    CAPTURE(bad);
    CHECK_FALSE(is_letter_id(bad));
  }
}

TEST_CASE("Account ids are 1 to 64 of the allowed characters, the first one alphanumeric") {
  for (const std::string& good :
       std::vector<std::string>{"a", "Z", "0", "acc-000123", "a.b_c:d-e", "0:", "null", std::string(64, 'x')}) {
    CAPTURE(good);
    CHECK(is_account_id(good));
  }
  for (const std::string& bad : std::vector<std::string>{"",
                                                         "-a",
                                                         ".a",
                                                         "_a",
                                                         ":a",
                                                         " a",
                                                         "a ",
                                                         "a b",
                                                         "a/b",
                                                         "a%20",
                                                         "a\n",
                                                         "акк-1",
                                                         "a@b",
                                                         "a+b",
                                                         "a,b",
                                                         "a;b",
                                                         "../a",
                                                         std::string(65, 'x'),
                                                         std::string("a\0b", 3),
                                                         "a\xff"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_account_id(bad));
  }
}

TEST_CASE("Ids compare and hash as their texts") {
  CHECK(LetterId{"a"} == LetterId{"a"});
  CHECK(LetterId{"a"} < LetterId{"b"});
  CHECK(LetterId{}.empty());
  CHECK(std::hash<LetterId>{}(LetterId{"a"}) == std::hash<std::string>{}("a"));
}

}  // namespace postproof
