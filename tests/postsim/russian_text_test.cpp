#include "postsim/russian_text.hpp"

#include <string>
#include <tuple>

#include <catch2/catch.hpp>

namespace postproof::postsim {

TEST_CASE("the last day is read from words") {
  const auto [text, date] = GENERATE(table<std::string, std::string>({
      {"по 22 января 2027 г.", "2027-01-22"},
      {"по 1 марта 2027 г. включительно", "2027-03-01"},
      {"Код действует по 31 декабря 2026 года", "2026-12-31"},
      {"through 22 January 2027", "2027-01-22"},
      {"use it until 1 May 2028, please", "2028-05-01"},
      {"22 January 2027", "2027-01-22"},
      {"ПО 9 АВГУСТА 2027", "2027-08-09"},
      {"по 29 февраля 2028 г.", "2028-02-29"},
      {"напечатано 24 ноября 2026 г., действует по 23 января 2027 г.", "2027-01-23"},
      {"printed 24 November 2026, the last day is 23 January 2027", "2027-01-23"},
      {"23 января 2027 г., письмо от 24 ноября 2026 г.", "2027-01-23"},
  }));
  const auto day = last_day_in(text);
  REQUIRE(day);
  CHECK(format_date(*day) == date);
}

TEST_CASE("what names no day that exists gives none") {
  const std::string text = GENERATE("", "по января 2027", "по 30 февраля 2027 г.", "32 January 2027", "22 января 27 г.",
                                    "22.01.2027", "по 123 января 2027", "22 января");
  CHECK_FALSE(last_day_in(text));
}

TEST_CASE("Russian and ASCII capitals become small, other text stays") {
  CHECK(lower_case("ВОЗВРАТОВА Ёлка ЪЯ Рп Abc 12 №") == "возвратова ёлка ъя рп abc 12 №");
  CHECK(lower_case("\xD0") == "\xD0");
}

TEST_CASE("blanks of all kinds become one") {
  CHECK(plain_blanks("  1234\xC2\xA0 5678\t\xE2\x80\xAF"
                     "9012\n") == "1234 5678 9012");
  CHECK(plain_blanks("\xC2\xA0").empty());
}

}  // namespace postproof::postsim
