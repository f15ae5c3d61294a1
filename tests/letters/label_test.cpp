#include "letters/label.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "letters/geometry.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

constexpr BarcodeMeasures measures{0.4, 11.5, 10};
constexpr Area area{113, 7, 88, 20};

Sheet label_of(std::string_view number) {
  Sheet sheet;
  REQUIRE(put_label(sheet, number, area, measures, test::fonts()));
  return sheet;
}

}  // namespace

TEST_CASE("a label has the carrier's name, the digits in groups of 6, 2, 5 in bold and 1, and its category") {
  const Sheet sheet = label_of("10100024004170");
  std::vector<std::string> texts;
  std::vector<std::string> strong;
  for (const auto& run : sheet.texts) {
    texts.push_back(run.text);
    if (run.face == Face::bold) strong.push_back(run.text);
  }
  std::sort(texts.begin(), texts.end());
  CHECK(texts == std::vector<std::string>{"0", "00417", "101000", "24", "ЗАКАЗНОЕ", "ПОЧТА РОССИИ"});
  CHECK(std::count(strong.begin(), strong.end(), "00417") == 1);
  CHECK(std::count(strong.begin(), strong.end(), "101000") == 0);
}

TEST_CASE("the bars are black, 106 modules wide, with white at both sides, and the digits end with them") {
  const Sheet sheet = label_of("10100024004170");
  double left = 1e9;
  double right = 0;
  for (const auto& bar : sheet.boxes) {
    CHECK(bar.ink == Ink::black);
    CHECK(bar.area.height == measures.height_mm);
    left = std::min(left, bar.area.x);
    right = std::max(right, bar.area.right());
  }
  const double quiet = measures.quiet_modules * measures.module_mm;
  CHECK(left == Approx(area.x + quiet));
  CHECK(right == Approx(left + 106 * measures.module_mm));
  for (const auto& outline : sheet.outlines) {
    for (const auto& point : outline.points) CHECK(point.x >= right + quiet);
  }
  for (const auto& run : sheet.texts) {
    if (run.text == "101000") CHECK(run.baseline.x == Approx(left));
    if (run.text != "0") continue;
    CHECK(run.baseline.x + test::fonts().regular.width("0", run.points) == Approx(right));
  }
}

TEST_CASE("a label takes the room it says, and no number but one of 14 digits") {
  CHECK(label_width_mm(measures) == Approx(106 * 0.4 + 2 * 10 * 0.4 + 31));
  CHECK(label_height_mm(measures) == Approx(11.5 + 3.4 + 4.6));
  for (const char* number : {"", "1010002400417", "101000240041700", "RA644000001RU0", "1010002400417x"}) {
    Sheet sheet;
    CHECK(put_label(sheet, number, area, measures, test::fonts()).error().kind == ErrorKind::track_number_malformed);
  }
}
