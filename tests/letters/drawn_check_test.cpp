#include "letters/drawn_check.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

Geometry geometry() { return parse_geometry(test::text_file(test::good_settings().geometry_file), "g").value(); }

/// A page with one thing on it.
Page page_with(const TextRun& run) {
  Page page;
  page.own.texts = {run};
  return page;
}

TextRun run_at(Point baseline, std::string text, double points = 10) {
  TextRun run;
  run.baseline = baseline;
  run.points = points;
  run.text = std::move(text);
  return run;
}

std::string refusal(const Page& page) {
  const auto checked = check_drawn(page, geometry(), test::fonts(), "t");
  return checked ? "" : checked.error().detail;
}

}  // namespace

TEST_CASE("what lies in its area passes, at either fold too") {
  const Geometry g = geometry();
  CHECK(refusal({}).empty());
  Sheet sheet;
  sheet.boxes.push_back({g.code, Ink::pale});
  sheet.boxes.push_back({{g.fold_mark.x, g.folds[1] - g.fold_mark.height / 2, g.fold_mark.width, g.fold_mark.height}});
  sheet.outlines.push_back({{{g.label.x + 1, g.label.y + 1}, {g.label.right() - 1, g.label.bottom() - 1}}, {}, 0.5});
  Page page;
  page.own = sheet;
  CHECK(refusal(page).empty());
}

TEST_CASE("what leaves its area is told with its place") {
  const Geometry g = geometry();
  Page box;
  box.own.boxes.push_back({{g.code.x, g.code.y, g.code.width + 0.1, g.code.height}, Ink::pale});
  CHECK(refusal(box) == "t: a box from 20.0, 104.0 to 122.1, 135.0 mm lies in no area of the sheet");
  Page line;
  line.own.outlines.push_back({{{g.label.x + 0.2, g.label.y + 1}, {g.label.x + 5, g.label.y + 1}}, {}, 0.5, false});
  CHECK_THAT(refusal(line), Catch::StartsWith("t: a line from 113.0"));
  Page in_window;
  in_window.own.boxes.push_back({{g.window.x + 0.5, g.window.y + 0.5, 1, 1}, Ink::black});
  CHECK_THAT(refusal(in_window), Catch::StartsWith("t: a box from 110.5"));
  CHECK_THAT(refusal(page_with(run_at({g.address.x, g.address.bottom() - 0.5}, "щ"))), Catch::StartsWith("t: text "));
  CHECK_THAT(refusal(page_with(run_at({g.address.x, g.address.y + 2}, "Й"))), Catch::StartsWith("t: text "));
  CHECK_THAT(refusal(page_with(run_at({g.body.x, g.folds[1] + 1}, "строка"))), Catch::StartsWith("t: text "));
  CHECK_THAT(refusal(page_with(run_at({g.intro.right() - 5, g.intro.y + 5}, "слово"))), Catch::StartsWith("t: text "));
}

TEST_CASE("figures have no tails, accents have their height") {
  const Geometry g = geometry();
  const double cap_mm = 10 * 0.72 * mm_per_point;
  CHECK(refusal(page_with(run_at({g.address.x, g.address.bottom() - 0.1}, "101000"))).empty());
  CHECK(refusal(page_with(run_at({g.address.x, g.address.y + cap_mm + 0.01}, "101000"))).empty());
  CHECK_FALSE(refusal(page_with(run_at({g.address.x, g.address.y + cap_mm + 0.01}, "Й"))).empty());
}

TEST_CASE("a code is as wide as the widest code") {
  TextRun code = run_at({geometry().code.x, geometry().code.y + 20}, "", 28);
  code.code = true;
  code.face = Face::mono;
  CHECK(refusal(page_with(code)).empty());
  code.baseline.x = geometry().code.right() - 30;
  CHECK_FALSE(refusal(page_with(code)).empty());
}
