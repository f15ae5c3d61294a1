#include "orders/code_expiry.hpp"

#include <catch2/catch.hpp>

namespace postproof::orders {

namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

}  // namespace

TEST_CASE(
    "The printed day is the sealing day in the service zone plus the days, and the code works to its last second") {
  struct Row {
    const char* sealed;
    const char* printed;
    const char* over;
  };
  for (const Row& row : {
           Row{"2026-11-23T19:00:00+03:00", "2027-01-22", "2027-01-23T00:00:00+02:00"},
           Row{"2026-11-23T00:00:00+03:00", "2027-01-22", "2027-01-23T00:00:00+02:00"},
           Row{"2026-11-23T23:59:59+03:00", "2027-01-22", "2027-01-23T00:00:00+02:00"},
           Row{"2026-11-24T00:00:00+03:00", "2027-01-23", "2027-01-24T00:00:00+02:00"},
           Row{"2026-11-23T21:00:00Z", "2027-01-23", "2027-01-24T00:00:00+02:00"},
           Row{"2026-11-02T18:00:00+03:00", "2027-01-01", "2027-01-02T00:00:00+02:00"},
           Row{"2026-11-01T18:00:00+03:00", "2026-12-31", "2027-01-01T00:00:00+02:00"},
           Row{"2027-12-31T18:00:00+03:00", "2028-02-29", "2028-03-01T00:00:00+02:00"},
           Row{"2028-01-01T18:00:00+03:00", "2028-03-01", "2028-03-02T00:00:00+02:00"},
           Row{"2027-01-01T18:00:00+03:00", "2027-03-02", "2027-03-03T00:00:00+02:00"},
       }) {
    CAPTURE(row.sealed);
    const CodeExpiry expiry = expiry_of(at(row.sealed), Rules{});
    CHECK(format_date(expiry.valid_through) == row.printed);
    CHECK(expiry.expires_at == at(row.over));
  }
}

TEST_CASE("Days and zones are those of the configuration") {
  Rules rules;
  rules.code_valid_days = 45;
  CHECK(format_date(expiry_of(at("2026-11-23T19:00:00+03:00"), rules).valid_through) == "2027-01-07");
  rules.zone = ZoneOffset{std::chrono::hours{12}};
  const CodeExpiry east = expiry_of(at("2026-11-23T15:00:00+03:00"), rules);  // 00:00 of the 24th there
  CHECK(format_date(east.valid_through) == "2027-01-08");
  CHECK(east.expires_at == at("2027-01-09T00:00:00+02:00"));
  rules.expiry_zone = ZoneOffset{std::chrono::hours{-11}};
  CHECK(expiry_of(at("2026-11-23T15:00:00+03:00"), rules).expires_at == at("2027-01-09T11:00:00Z"));
}

TEST_CASE("In every zone of the country the printed day is over when the code expires") {
  const CodeExpiry expiry = expiry_of(at("2026-11-23T19:00:00+03:00"), Rules{});
  for (int hours = 2; hours <= 12; ++hours) {
    const ZoneOffset zone{std::chrono::hours{hours}};
    const Instant last_second = instant_at(expiry.valid_through, seconds{86'399}, zone);
    CAPTURE(hours);
    CHECK(last_second < expiry.expires_at);
  }
}

}  // namespace postproof::orders
