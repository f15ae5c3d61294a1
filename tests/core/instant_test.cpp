#include "core/instant.hpp"

#include <catch2/catch.hpp>

namespace postproof {

namespace {

constexpr ZoneOffset utc{};
constexpr ZoneOffset moscow{std::chrono::hours{3}};

std::int64_t unix_of(std::string_view text) {
  const auto instant = parse_instant(text);
  INFO(text);
  REQUIRE(instant);
  return unix_seconds_of(*instant);
}

Date day(std::string_view text) {
  const auto date = parse_date(text);
  INFO(text);
  REQUIRE(date);
  return *date;
}

}  // namespace

TEST_CASE("Date-times of RFC 3339 are read as the instants they name") {
  struct Row {
    const char* text;
    std::int64_t expected;
  };
  for (const Row& row : {
           Row{"1970-01-01T00:00:00Z", 0},
           Row{"1970-01-01T03:00:00+03:00", 0},
           Row{"2000-02-29T12:00:00Z", 951'825'600},
           Row{"2024-02-29T23:59:59+03:00", 1'709'240'399},
           Row{"2026-11-23T10:00:00+03:00", 1'795'417'200},
           Row{"2026-11-23T10:00:00.999999+03:00", 1'795'417'200},
           Row{"2026-11-23t07:00:00z", 1'795'417'200},
           Row{"2026-11-22T19:30:00-11:30", 1'795'417'200},
           Row{"2026-12-31T23:59:59Z", 1'798'761'599},
           Row{"2027-01-01T00:00:00Z", 1'798'761'600},
           Row{"2038-01-19T03:14:08Z", 2'147'483'648},
           Row{"2099-12-31T21:00:00-03:00", 4'102'444'800},
       }) {
    CAPTURE(row.text);
    CHECK(unix_of(row.text) == row.expected);
  }
}

TEST_CASE("Anything but a whole RFC 3339 date-time is refused") {
  for (const std::string_view bad : {
           "",
           "2026-11-23",
           "2026-11-23T10:00:00",
           "2026-11-23T10:00Z",
           "2026-11-23T10:00:00 Z",
           "2026-11-23 10:00:00Z",
           "2026-11-23T10:00:60Z",
           "2026-11-23T24:00:00Z",
           "2026-11-23T10:60:00Z",
           "2026-11-23T10:00:00.Z",
           "2026-11-23T10:00:00,5Z",
           "2026-11-23T10:00:00+03",
           "2026-11-23T10:00:00+0300",
           "2026-11-23T10:00:00+3:00",
           "2026-11-23T10:00:00+18:01",
           "2026-11-23T10:00:00+03:60",
           "2026-11-23T10:00:00+03:00 ",
           " 2026-11-23T10:00:00Z",
           "2026-11-23T10:00:00ZZ",
           "2026-02-29T10:00:00Z",
           "2100-02-29T10:00:00Z",
           "2026-04-31T10:00:00Z",
           "2026-00-10T10:00:00Z",
           "2026-13-10T10:00:00Z",
           "2026-11-00T10:00:00Z",
           "0000-01-01T00:00:00Z",
           "1969-12-31T23:59:59Z",
           "20261123T100000Z",
           "+2026-11-23T10:00:00Z",
           "2026-11-23T-1:00:00Z",
           "2026-11-23T10:00:00.0000000000000000000000000000Z",
           "٢٠٢٦-11-23T10:00:00Z",
       }) {
    CAPTURE(bad);
    CHECK_FALSE(parse_instant(bad));
  }
}

TEST_CASE("An instant is written with the zone's offset, and reads back") {
  const Instant instant = instant_of(1'795'417'200);
  struct Row {
    int minutes;
    const char* text;
  };
  for (const Row& row : {Row{0, "2026-11-23T07:00:00+00:00"}, Row{180, "2026-11-23T10:00:00+03:00"},
                         Row{120, "2026-11-23T09:00:00+02:00"}, Row{720, "2026-11-23T19:00:00+12:00"},
                         Row{-450, "2026-11-22T23:30:00-07:30"}, Row{-1080, "2026-11-22T13:00:00-18:00"}}) {
    CAPTURE(row.text);
    const ZoneOffset zone{std::chrono::minutes{row.minutes}};
    CHECK(format_instant(instant, zone) == row.text);
    CHECK(parse_instant(row.text) == instant);
  }
}

TEST_CASE("What lies beyond four digits of a year is written whole") {
  const Date far = *parse_date("9999-12-31") + std::chrono::days{1};
  CHECK(format_date(far) == "10000-01-01");
  CHECK(format_instant(instant_at(far, seconds{3661}, moscow), moscow) == "10000-01-01T01:01:01+03:00");
  CHECK(format_instant(instant_of(0), ZoneOffset{std::chrono::minutes{-210}}) == "1969-12-31T20:30:00-03:30");
}

TEST_CASE("Instants across the ends of years and leap days are written and read back the same") {
  for (const std::string_view text :
       {"2026-12-31T23:59:59+03:00", "2027-01-01T00:00:00+03:00", "2028-02-28T23:59:59+03:00",
        "2028-02-29T00:00:00+03:00", "2028-02-29T23:59:59+03:00", "2028-03-01T00:00:00+03:00",
        "1970-01-01T00:00:00+03:00"}) {
    CAPTURE(text);
    const auto instant = parse_instant(text);
    REQUIRE(instant);
    CHECK(format_instant(*instant, moscow) == text);
  }
}

TEST_CASE("The calendar day depends on the zone's own midnight") {
  const Instant before = instant_of(unix_of("2026-12-31T20:59:59Z"));
  CHECK(format_date(local_date(before, moscow)) == "2026-12-31");
  CHECK(format_date(local_date(before + seconds{1}, moscow)) == "2027-01-01");
  CHECK(format_date(local_date(before + seconds{1}, utc)) == "2026-12-31");
  CHECK(format_date(local_date(instant_of(-1), utc)) == "1969-12-31");
}

TEST_CASE("An instant of a date and a time of day is what a clock of the zone shows") {
  CHECK(instant_at(day("2026-11-23"), seconds{18 * 3600}, moscow) == parse_instant("2026-11-23T18:00:00+03:00"));
  CHECK(instant_at(day("2027-01-01"), seconds{0}, moscow) == parse_instant("2026-12-31T21:00:00Z"));
  CHECK(instant_at(day("2027-01-01"), seconds{0}, ZoneOffset{std::chrono::hours{-5}}) ==
        parse_instant("2027-01-01T05:00:00Z"));
}

TEST_CASE("Dates have four, two and two digits and must exist") {
  for (const std::string_view good : {"1970-01-01", "2024-02-29", "2000-02-29", "2026-12-31", "9999-12-31"}) {
    CAPTURE(good);
    CHECK(format_date(day(good)) == good);
  }
  for (const std::string_view bad :
       {"", "2026-1-1", "2026-02-30", "2026-02-29", "1900-02-29", "1969-12-31", "26-01-01", "2026/01/01", "2026-01-01 ",
        "2026-01-32", "2026-13-01", "-026-01-01", "99999-01-01"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_date(bad));
  }
}

TEST_CASE("Zones are signed offsets of at most 18 hours") {
  struct Row {
    const char* text;
    int minutes;
  };
  for (const Row& row : {Row{"+00:00", 0}, Row{"+03:00", 180}, Row{"+02:00", 120}, Row{"-09:30", -570},
                         Row{"+18:00", 1080}, Row{"-18:00", -1080}, Row{"+05:45", 345}}) {
    CAPTURE(row.text);
    const auto zone = parse_zone(row.text);
    REQUIRE(zone);
    CHECK(zone->east.count() == row.minutes);
    CHECK(format_zone(*zone) == row.text);
  }
  for (const std::string_view bad : {"", "Z", "+3:00", "03:00", "+0300", "+03", "+18:01", "-18:01", "+19:00", "+03:60",
                                     "+03:00 ", "+ 3:00", "MSK"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_zone(bad));
  }
}

TEST_CASE("Times of day are two digits, a colon and two digits before 24:00") {
  CHECK(parse_time_of_day("00:00") == seconds{0});
  CHECK(parse_time_of_day("18:00") == seconds{64'800});
  CHECK(parse_time_of_day("23:59") == seconds{86'340});
  for (const std::string_view bad : {"", "24:00", "23:60", "9:00", "09:0", "0900", "18:00:00", " 8:00", "-1:00"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_time_of_day(bad));
  }
}

TEST_CASE("A rule in days is a rule in seconds") {
  static_assert(days_in_seconds(30).count() == 2'592'000);
  static_assert(days_in_seconds(0).count() == 0);
  CHECK(days_in_seconds(100'000).count() == 8'640'000'000);
}

}  // namespace postproof
