#include "tracking/track_number.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace postproof::tracking {
namespace {

TEST_CASE("real domestic numbers carry the check digit that the formula gives") {
  for (const std::string number :
       {"62009147017544", "14102192069353", "10100024004170", "10100024004187", "14001293402154", "80092063905992",
        "80094463220651", "80094463220644", "14086953000628", "10756482010651", "14102077870951", "80083740712514"}) {
    CAPTURE(number);
    CHECK(check_digit_of(number.substr(0, 13)) == number[13]);
    CHECK(validate_track_number(number).value().str() == number);
  }
}

TEST_CASE("every wrong last digit is malformed") {
  const std::string right = "10100024004170";
  for (char digit = '1'; digit <= '9'; ++digit) {
    const std::string wrong = right.substr(0, 13) + digit;
    CHECK(validate_track_number(wrong).error().kind == ErrorKind::track_number_malformed);
  }
  CHECK_FALSE(validate_track_number("45008378901234"));
  CHECK_FALSE(validate_track_number("10725878901235"));
}

TEST_CASE("S10 numbers are judged by their ninth digit, the edge rests included") {
  CHECK(s10_check_digit_of("47312482") == '9');
  CHECK(s10_check_digit_of("02550080") == '7');
  CHECK(s10_check_digit_of("75479916") == '3');
  CHECK(s10_check_digit_of("00000008") == '0');
  CHECK(s10_check_digit_of("00000015") == '5');
  CHECK(validate_track_number("EE473124829RU"));
  CHECK(validate_track_number("LO754799163CN"));
  CHECK_FALSE(validate_track_number("RA644000001RU"));
  CHECK(validate_track_number("RA644000005RU"));
}

TEST_CASE("what is neither 14 digits nor of S10 form is malformed") {
  for (const std::string text :
       {"", "1010002400417", "101000240041700", "1010002400417O", " 10100024004170", "10100024004170 ", "ee473124829ru",
        "EE473124829R1", "E4473124829RU", "EE47312482XRU", "ＥＥ473124829RU", "EE473124829RUS", "1010 0024 0041 70"}) {
    CAPTURE(text);
    const auto result = validate_track_number(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ErrorKind::track_number_malformed);
  }
  CHECK_FALSE(validate_track_number(std::string_view{"1010002400417\0", 14}));
}

TEST_CASE("the month counter runs 1 to 99 and begins again") {
  struct Row {
    const char* date;
    int counter;
  };
  for (const Row& row : {Row{"2000-01-15", 1}, Row{"2008-03-01", 99}, Row{"2008-04-30", 1}, Row{"2016-06-30", 99},
                         Row{"2016-07-01", 1}, Row{"2026-09-14", 24}, Row{"2026-12-31", 27}, Row{"2012-08-06", 53},
                         Row{"2012-02-29", 47}, Row{"2015-11-01", 92}, Row{"1999-12-31", 99}}) {
    CAPTURE(row.date);
    CHECK(month_counter_of(*parse_date(row.date)) == row.counter);
  }
}

}  // namespace
}  // namespace postproof::tracking
