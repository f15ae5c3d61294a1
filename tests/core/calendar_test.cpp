#include "core/calendar.hpp"

#include <initializer_list>
#include <string>

#include <catch2/catch.hpp>

namespace postproof {

namespace {

constexpr ZoneOffset moscow{std::chrono::hours{3}};
constexpr CutoffRule at_six{};

Date day(std::string_view text) {
  const auto date = parse_date(text);
  INFO(text);
  REQUIRE(date);
  return *date;
}

Instant at(std::string_view text) {
  const auto instant = parse_instant(std::string(text) + "+03:00");
  INFO(text);
  REQUIRE(instant);
  return *instant;
}

std::string shown(Instant instant) { return format_instant(instant, moscow).substr(0, 19); }

std::set<Date> days_of_2026(std::initializer_list<const char*> list) {
  std::set<Date> days;
  for (const char* one : list) days.insert(day(std::string("2026-") + one));
  return days;
}

/// The table of calendar/2026.toml.
Calendar calendar_2026() {
  CalendarYear year;
  year.off = days_of_2026({"01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08", "01-09", "02-23",
                           "03-08", "03-09", "05-01", "05-09", "05-11", "06-12", "11-04", "12-31"});
  year.shortened = days_of_2026({"04-30", "05-08", "06-11", "11-03"});
  return Calendar{{{2026, year}}};
}

int working_days_of(const Calendar& calendar, int year) {
  int count = 0;
  const Date end = day(std::to_string(year + 1) + "-01-01");
  for (Date date = day(std::to_string(year) + "-01-01"); date < end; date += std::chrono::days{1}) {
    if (calendar.is_working_day(date)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("The year 2026 has 247 working days") { CHECK(working_days_of(calendar_2026(), 2026) == 247); }

TEST_CASE("A day works as its year's table says") {
  struct Row {
    const char* date;
    bool works;
  };
  const Calendar calendar = calendar_2026();
  for (const Row& row :
       {Row{"2026-01-09", false}, Row{"2026-01-10", false}, Row{"2026-01-11", false}, Row{"2026-01-12", true},
        Row{"2026-02-23", false}, Row{"2026-03-06", true}, Row{"2026-03-09", false}, Row{"2026-03-10", true},
        Row{"2026-04-30", true}, Row{"2026-05-01", false}, Row{"2026-05-08", true}, Row{"2026-05-11", false},
        Row{"2026-11-03", true}, Row{"2026-11-04", false}, Row{"2026-11-23", true}, Row{"2026-11-28", false},
        Row{"2026-11-29", false}, Row{"2026-12-30", true}, Row{"2026-12-31", false}}) {
    CAPTURE(row.date);
    CHECK(calendar.is_working_day(day(row.date)) == row.works);
  }
}

TEST_CASE("A weekend day that is named as worked works, and off wins over worked") {
  CalendarYear year;
  year.working = {day("2026-11-28"), day("2026-11-29")};
  year.shortened = {day("2026-11-22")};
  year.off = {day("2026-11-29")};
  const Calendar calendar{{{2026, year}}};
  CHECK(calendar.is_working_day(day("2026-11-28")));
  CHECK(calendar.is_working_day(day("2026-11-22")));
  CHECK_FALSE(calendar.is_working_day(day("2026-11-29")));
  CHECK(calendar.is_working_day(day("2026-01-01")));  // a table says everything about its year
}

TEST_CASE("A year without a table counts weekends and the fixed holidays") {
  const Calendar calendar = calendar_2026();
  CHECK(calendar.has_year(2026));
  CHECK_FALSE(calendar.has_year(2027));
  for (const char* off : {"2027-01-01", "2027-01-08", "2027-02-23", "2027-03-08", "2027-05-01", "2027-05-09",
                          "2027-06-12", "2027-11-04", "2027-01-16", "2027-01-17"}) {
    CAPTURE(off);
    CHECK_FALSE(calendar.is_working_day(day(off)));
  }
  for (const char* works : {"2027-01-11", "2027-02-22", "2027-05-10", "2027-11-05", "2027-12-31", "2028-02-29"}) {
    CAPTURE(works);
    CHECK(calendar.is_working_day(day(works)));
  }
}

TEST_CASE("Working days are added one by one over weekends, holidays and new year") {
  struct Row {
    const char* from;
    int count;
    const char* to;
  };
  const Calendar calendar = calendar_2026();
  for (const Row& row :
       {Row{"2026-11-23", 0, "2026-11-23"}, Row{"2026-11-23", 5, "2026-11-30"}, Row{"2026-11-23", 15, "2026-12-14"},
        Row{"2026-11-28", 0, "2026-11-28"}, Row{"2026-11-28", 1, "2026-11-30"}, Row{"2026-11-27", 1, "2026-11-30"},
        Row{"2026-12-30", 1, "2027-01-11"}, Row{"2026-05-08", 1, "2026-05-12"}, Row{"2026-11-03", 1, "2026-11-05"}}) {
    CAPTURE(row.from, row.count);
    CHECK(format_date(calendar.add_working_days(day(row.from), row.count)) == row.to);
  }
}

TEST_CASE("The latest cut-off is that of the last working day that has reached it") {
  struct Row {
    const char* now;
    const char* cutoff;
  };
  const Calendar calendar = calendar_2026();
  for (const Row& row : {
           Row{"2026-11-24T17:59:59", "2026-11-23T18:00:00"},
           Row{"2026-11-24T18:00:00", "2026-11-24T18:00:00"},
           Row{"2026-11-24T18:00:01", "2026-11-24T18:00:00"},
           Row{"2026-11-25T00:00:00", "2026-11-24T18:00:00"},
           Row{"2026-11-28T01:00:00", "2026-11-27T18:00:00"},  // Saturday seals Friday
           Row{"2026-11-28T18:00:00", "2026-11-27T18:00:00"},
           Row{"2026-11-30T17:59:59", "2026-11-27T18:00:00"},
           Row{"2026-11-30T18:00:00", "2026-11-30T18:00:00"},
           Row{"2026-03-10T12:00:00", "2026-03-06T18:00:00"},
           Row{"2026-01-11T23:59:59", "2025-12-31T18:00:00"},
           Row{"2027-01-01T00:00:00", "2026-12-30T18:00:00"},
       }) {
    CAPTURE(row.now);
    CHECK(shown(latest_cutoff(at(row.now), at_six, calendar)) == row.cutoff);
  }
}

TEST_CASE("The next cut-off is strictly later than now") {
  struct Row {
    const char* now;
    const char* cutoff;
  };
  const Calendar calendar = calendar_2026();
  for (const Row& row : {
           Row{"2026-11-23T10:00:00", "2026-11-23T18:00:00"},
           Row{"2026-11-23T17:59:59", "2026-11-23T18:00:00"},
           Row{"2026-11-23T18:00:00", "2026-11-24T18:00:00"},
           Row{"2026-11-27T18:00:00", "2026-11-30T18:00:00"},
           Row{"2026-11-28T01:00:00", "2026-11-30T18:00:00"},
           Row{"2026-11-29T23:59:59", "2026-11-30T18:00:00"},
           Row{"2026-12-30T18:00:00", "2027-01-11T18:00:00"},
           Row{"2026-12-31T12:00:00", "2027-01-11T18:00:00"},
           Row{"2026-11-03T18:00:00", "2026-11-05T18:00:00"},
       }) {
    CAPTURE(row.now);
    CHECK(shown(next_cutoff(at(row.now), at_six, calendar)) == row.cutoff);
  }
}

TEST_CASE("The cut-off's day is the day of its zone") {
  const Calendar calendar = calendar_2026();
  const CutoffRule vladivostok{seconds{9 * 3600}, ZoneOffset{std::chrono::hours{10}}};
  // 02:00 of Tuesday in Moscow is 09:00 there.
  CHECK(shown(latest_cutoff(at("2026-11-24T02:00:00"), vladivostok, calendar)) == "2026-11-24T02:00:00");
  CHECK(shown(latest_cutoff(at("2026-11-24T01:59:59"), vladivostok, calendar)) == "2026-11-23T02:00:00");
  CHECK(shown(next_cutoff(at("2026-11-27T02:00:00"), vladivostok, calendar)) == "2026-11-30T02:00:00");
}

TEST_CASE("A cut-off at midnight belongs to the day that it begins") {
  const CutoffRule midnight{seconds{0}, moscow};
  CHECK(shown(latest_cutoff(at("2026-11-24T00:00:00"), midnight, calendar_2026())) == "2026-11-24T00:00:00");
  CHECK(shown(latest_cutoff(at("2026-11-23T23:59:59"), midnight, calendar_2026())) == "2026-11-23T00:00:00");
}

TEST_CASE("Between the latest and the next cut-off there is no other, at any second around both") {
  const Calendar calendar = calendar_2026();
  for (Instant now = at("2026-10-30T17:59:58"); now < at("2026-11-10T00:00:00"); now += seconds{3599}) {
    const Instant latest = latest_cutoff(now, at_six, calendar);
    const Instant next = next_cutoff(now, at_six, calendar);
    REQUIRE(latest <= now);
    REQUIRE(now < next);
    REQUIRE(latest_cutoff(next - seconds{1}, at_six, calendar) == latest);
    REQUIRE(next_cutoff(latest, at_six, calendar) == next);
  }
}

TEST_CASE("Working time counts from nine to six on working days only") {
  struct Row {
    const char* from;
    const char* to;
    int expected_seconds;
  };
  const Calendar calendar = calendar_2026();
  for (const Row& row : {
           Row{"2026-11-23T10:00:00", "2026-11-23T14:00:00", 4 * 3600},
           Row{"2026-11-23T09:00:00", "2026-11-23T18:00:00", 9 * 3600},
           Row{"2026-11-23T00:00:00", "2026-11-24T00:00:00", 9 * 3600},
           Row{"2026-11-23T08:59:59", "2026-11-23T09:00:01", 1},
           Row{"2026-11-23T17:59:59", "2026-11-23T23:00:00", 1},
           Row{"2026-11-23T18:00:00", "2026-11-24T09:00:00", 0},
           Row{"2026-11-27T17:00:00", "2026-11-30T10:00:00", 2 * 3600},
           Row{"2026-11-28T09:00:00", "2026-11-29T18:00:00", 0},
           Row{"2026-12-30T17:00:00", "2027-01-11T10:00:00", 2 * 3600},
           Row{"2026-11-23T12:00:00", "2026-11-23T12:00:00", 0},
           Row{"2026-11-24T12:00:00", "2026-11-23T12:00:00", 0},
           Row{"2026-11-23T19:00:00", "2026-11-24T13:00:00", 4 * 3600},
       }) {
    CAPTURE(row.from, row.to);
    CHECK(working_time_between(at(row.from), at(row.to), moscow, calendar).count() == row.expected_seconds);
  }
}

}  // namespace postproof
