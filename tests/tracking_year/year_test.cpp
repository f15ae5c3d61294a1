#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"
#include "tests/tracking_year/year_house.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

/// Every fault that postsim knows of the tracking services, all at once. Of a hundred calls fifteen fail as a whole.
const std::vector<std::string> all_faults{
    "refuse=0.03",          "stall=0.03",    "error500=0.03", "html200=0.02", "truncate=0.02",
    "wrong_namespace=0.02", "duplicate=0.2", "reorder=0.2",   "late=0.2",     "future=0.2",
    "unknown=0.2",          "partial=0.1",   "expired=0.1",   "seed=11"};

void check_consequences(YearHouse& house) {
  std::map<std::string, int> of_type;
  for (const auto& [about, times] : house.notices()) {
    CAPTURE(about.first, about.second);
    CHECK(times == 1);
    ++of_type[about.second];
  }
  const auto count = [&house](const std::string& what) { return std::stoi(house.ask("SELECT count(*) FROM " + what)); };
  CHECK(of_type["letter.delivered"] == count("letters WHERE status = 'delivered'"));
  CHECK(of_type["code.reminder"] == count("letters WHERE status = 'delivered'"));
  CHECK(of_type["letter.returned"] == count("letters WHERE status = 'returned'"));
  CHECK(of_type["letter.lost"] == count("letters WHERE status = 'lost'"));
  CHECK(of_type["code.void"] == count("letters WHERE status IN ('returned', 'lost')"));
  CHECK(count("codes c JOIN letters l USING (letter_no) WHERE (c.status = 'void') <> "
              "(l.status IN ('returned', 'lost'))") == 0);
  CHECK(count("letter_events WHERE to_status = 'void'") == of_type["code.void"]);
  CHECK(of_type["letter.storage_ending"] > 0);
  CHECK(count("letters WHERE final_at IS NULL") == 0);
  CHECK(count("polls WHERE next_poll_at IS NOT NULL") == 0);
  CHECK(count("tickets") == 0);
}

/// What must become of each letter: its whole history, looked at when all is over.
std::map<std::string, int> by_status(const std::map<std::string, std::string>& statuses) {
  std::map<std::string, int> counts;
  for (const auto& [number, status] : statuses) ++counts[status];
  return counts;
}

void live_with_and_without_faults(int letters) {
  const TempFolder clean_folder;
  YearHouse clean(clean_folder.path(), letters, {});
  clean.live();
  const TempFolder faulty_folder;
  YearHouse faulty(faulty_folder.path(), letters, all_faults);
  faulty.live();

  auto counts = by_status(clean.statuses());
  CHECK(counts["delivered"] > letters * 8 / 10);
  CHECK(counts["returned"] > 0);
  CHECK(counts["lost"] > 0);
  CHECK(counts["delivered"] + counts["returned"] + counts["lost"] == letters);
  CHECK(clean.statuses() == faulty.statuses());
  check_consequences(clean);
  check_consequences(faulty);
  CHECK(clean.sum().letters_unanswered == 0);
  CHECK(clean.sum().unknown_operations == 0);
  CHECK(clean.sum().letters_quiet > clean.sum().letters_answered / 2);
  CHECK(faulty.sum().letters_unanswered > 0);
  CHECK(faulty.sum().tickets_dropped > 0);
  CHECK(faulty.sum().unknown_operations > 0);
  CHECK(faulty.calls() < 365 * 5000);
}

}  // namespace

TEST_CASE("a year under all faults of the post at once ends like a year without, each consequence once") {
  live_with_and_without_faults(600);
}

TEST_CASE("a year of 5000 letters under all faults at once ends like a year without", "[.slow]") {
  live_with_and_without_faults(5000);
}
