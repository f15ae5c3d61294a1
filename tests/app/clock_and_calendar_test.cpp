#include <catch2/catch.hpp>

#include "app/calendar_files.hpp"
#include "app/exit_status.hpp"
#include "app/guarded_clock.hpp"
#include "core/clock.hpp"
#include "system/posix_files.hpp"
#include "tests/support/temp_folder.hpp"

using namespace postproof;

namespace {
constexpr Instant noon = instant_of(1'795'424'400);
}

TEST_CASE("The guarded clock never goes back and tells when the wall clock lags too far") {
  ManualClock wall(noon);
  const app::GuardedClock clock(wall);
  CHECK(clock.now() == noon);
  wall.set(noon - seconds{300});
  CHECK(clock.now() == noon);
  CHECK_FALSE(clock.behind());
  wall.set(noon - seconds{301});
  CHECK(clock.behind() == seconds{301});
  wall.set(noon + seconds{1});
  CHECK(clock.now() == noon + seconds{1});
  CHECK_FALSE(clock.behind());
}

TEST_CASE("A floor from the database counts like an instant seen, and a person may lower it") {
  ManualClock wall(noon);
  app::GuardedClock clock(wall);
  clock.raise_floor(noon + days_in_seconds(1));
  CHECK(clock.now() == noon + days_in_seconds(1));
  CHECK(clock.behind() == days_in_seconds(1));
  clock.accept(noon);
  CHECK(clock.now() == noon);
  CHECK_FALSE(clock.behind());
}

TEST_CASE("The calendar of 2026 is read from its file") {
  const auto calendar = app::load_calendar(Path{POSTPROOF_SOURCE_DIR} / "calendar");
  REQUIRE(calendar);
  CHECK(calendar.value().has_year(2026));
  CHECK_FALSE(calendar.value().is_working_day(*parse_date("2026-01-09")));
  CHECK_FALSE(calendar.value().is_working_day(*parse_date("2026-12-31")));
  CHECK(calendar.value().is_working_day(*parse_date("2026-11-03")));
  CHECK_FALSE(calendar.value().is_working_day(*parse_date("2026-11-04")));
}

TEST_CASE("A calendar with a fault is refused with file and line") {
  const test::TempFolder folder;
  system::PosixFiles files;
  const char* text = GENERATE("off = [\"13-01\"]\n", "off = \"01-01\"\n", "free = []\n", "off = [\n", "off = [1]\n");
  REQUIRE(files.write_synced(folder / "2030.toml", bytes_of(text)));
  const auto calendar = app::load_calendar(folder.path());
  REQUIRE_FALSE(calendar);
  CHECK(calendar.error().kind == ErrorKind::configuration_invalid);
  CHECK(calendar.error().detail.find("2030.toml:") != std::string::npos);
}

TEST_CASE("A folder without calendars gives weekends and fixed holidays") {
  const test::TempFolder folder;
  const auto calendar = app::load_calendar(folder.path());
  REQUIRE(calendar);
  CHECK_FALSE(calendar.value().has_year(2026));
  CHECK_FALSE(calendar.value().is_working_day(*parse_date("2026-11-04")));
  CHECK(calendar.value().is_working_day(*parse_date("2026-11-05")));
}

TEST_CASE("Wrong usage, configuration and keys end with 2, refusals with 1, another run with 0") {
  CHECK(app::exit_status_of(ErrorKind::usage) == 2);
  CHECK(app::exit_status_of(ErrorKind::configuration_invalid) == 2);
  CHECK(app::exit_status_of(ErrorKind::key_unusable) == 2);
  CHECK(app::exit_status_of(ErrorKind::another_run_active) == 0);
  CHECK(app::exit_status_of(ErrorKind::person_needed) == 3);
  CHECK(app::exit_status_of(ErrorKind::letter_not_found) == 1);
  CHECK(app::exit_status_of(ErrorKind::clock_disagrees) == 1);
  CHECK(app::exit_status_of(ErrorKind::file_invalid) == 1);
}

TEST_CASE("Every kind of error has one of the exit statuses of the contract") {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal_error); ++kind) {
    const auto error_kind = static_cast<ErrorKind>(kind);
    const bool is_usage = error_kind == ErrorKind::usage || error_kind == ErrorKind::cursor_invalid ||
                          error_kind == ErrorKind::configuration_invalid || error_kind == ErrorKind::key_unusable;
    const int expected = is_usage                                      ? 2
                         : error_kind == ErrorKind::another_run_active ? 0
                         : error_kind == ErrorKind::person_needed      ? 3
                                                                       : 1;
    INFO(code_of(error_kind));
    CHECK(app::exit_status_of(error_kind) == expected);
  }
}

TEST_CASE("A leap day is a day in its year only, and files that are no year are not read") {
  const test::TempFolder folder;
  test::write_file(folder / "2028.toml", "off = [\"02-29\"]\nworking = [\"03-04\"]\n");
  test::write_file(folder / "holidays.toml", "this is no calendar");
  const auto calendar = app::load_calendar(folder.path());
  REQUIRE(calendar);
  CHECK_FALSE(calendar.value().is_working_day(*parse_date("2028-02-29")));
  CHECK(calendar.value().is_working_day(*parse_date("2028-03-04")));
  test::write_file(folder / "2027.toml", "off = [\"02-29\"]\n");
  CHECK_FALSE(app::load_calendar(folder.path()));
}
