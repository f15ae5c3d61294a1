#include "tracking/number_range.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tracking/track_number.hpp"

namespace postproof::tracking {
namespace {

std::string number(const std::string& first_13) { return first_13 + check_digit_of(first_13); }

TEST_CASE("a range counts serials up and gives each number its check digit") {
  const NumberRange range = make_range("10100024004170", 3).value();
  CHECK(range == NumberRange{"10100024", 417, 3});
  CHECK(number_at(range, 0).str() == "10100024004170");
  CHECK(number_at(range, 1).str() == "10100024004187");
  CHECK(number_at(range, 2).str() == number("1010002400419"));
}

TEST_CASE("every number of a range is valid and different") {
  const NumberRange range = make_range(number("8009446300000"), 100'000).value();
  std::string last;
  for (int n = 0; n < range.count; ++n) {
    const TrackNumber one = number_at(range, n);
    REQUIRE(validate_track_number(one.str()));
    REQUIRE(last < one.str());
    last = one.str();
  }
  CHECK(last.substr(8, 5) == "99999");
}

TEST_CASE("a range ends at serial 99999 at the latest") {
  const std::string first = number("1010002499990");
  CHECK(make_range(first, 10));
  const auto refused = make_range(first, 11);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::validation_failed);
  REQUIRE(refused.error().fields.size() == 1);
  CHECK(refused.error().fields[0].field == "count");
}

TEST_CASE("a range needs a count of at least one") {
  for (const long long count : {0LL, -1LL, -100'000LL, 9'223'372'036'854'775'807LL}) {
    CHECK(make_range("10100024004170", count).error().kind == ErrorKind::validation_failed);
  }
}

TEST_CASE("a range starts with a right domestic number only") {
  for (const char* first : {"10100024004171", "1010002400417", "EE473124829RU", "", "1010002400417x"}) {
    CHECK(make_range(first, 1).error().kind == ErrorKind::track_number_malformed);
  }
}

TEST_CASE("ranges overlap if and only if they share a number") {
  const NumberRange middle{"10100024", 100, 50};
  struct Row {
    NumberRange other;
    bool overlaps;
  };
  for (const Row& row :
       {Row{{"10100024", 150, 10}, false}, Row{{"10100024", 149, 10}, true}, Row{{"10100024", 50, 50}, false},
        Row{{"10100024", 50, 51}, true}, Row{{"10100024", 120, 1}, true}, Row{{"10100024", 0, 100'000}, true},
        Row{{"10100025", 100, 50}, false}}) {
    CAPTURE(row.other.prefix, row.other.first_serial, row.other.count);
    CHECK(overlap(middle, row.other) == row.overlaps);
    CHECK(overlap(row.other, middle) == row.overlaps);
  }
}

TEST_CASE("a range contains exactly its numbers") {
  const NumberRange range = make_range("10100024004170", 2).value();
  CHECK(contains(range, TrackNumber{"10100024004170"}));
  CHECK(contains(range, TrackNumber{"10100024004187"}));
  CHECK_FALSE(contains(range, TrackNumber{"10100024004171"}));
  CHECK_FALSE(contains(range, number_at(make_range("10100024004170", 3).value(), 2)));
  CHECK_FALSE(contains(range, TrackNumber{"EE473124829RU"}));
  CHECK_FALSE(contains(range, TrackNumber{""}));
}

TEST_CASE("numbers run low below a fifth and not at it") {
  CHECK_FALSE(runs_low(20, 100));
  CHECK(runs_low(19, 100));
  CHECK_FALSE(runs_low(1, 5));
  CHECK(runs_low(0, 5));
  CHECK(runs_low(0, 0));
}

}  // namespace
}  // namespace postproof::tracking
