#include "letters/geometry.hpp"

#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "letters/geometry_rules.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

std::string good() { return test::text_file(test::good_settings().geometry_file); }
std::string left_window() { return test::text_file(test::source_dir() / "templates/geometry/dl-left.json"); }

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the shipped geometries are read as written") {
  const auto right = parse_geometry(good(), "g.json");
  REQUIRE(right);
  CHECK(right.value().window == Area{110, 5, 95, 55});
  CHECK(right.value().folds[0] == 99);
  CHECK(right.value().folds[1] == 198);
  CHECK(right.value().frame == 5);
  CHECK(right.value().label_in_window);
  const auto left = parse_geometry(left_window(), "g.json");
  REQUIRE(left);
  CHECK(left.value().window == Area{24.6, 39.5, 95.4, 26.8});
  CHECK_FALSE(left.value().label_in_window);
}

TEST_CASE("a geometry that cannot be read is refused with file, key and reason") {
  struct Row {
    const char* from;
    const char* to;
    const char* refusal;
  };
  const auto row = GENERATE(values<Row>({
      {"{\n", "{\n,", "g.json: "},
      {"\"frame\": 5", "\"frame\": 4.9", "g.json: frame: out of the range 5 to 20"},
      {"\"frame\": 5", "\"frame\": \"5\"", "g.json: frame: a number is wanted"},
      {"\"frame\": 5", "\"frame\": -1e308", "g.json: frame: out of the range"},
      {"\"frame\": 5,", "", "g.json: frame: missing"},
      {"\"frame\": 5", "\"frame\": 5, \"colour\": 1", "g.json: colour: unknown key"},
      {"\"frame\": 5", "\"frame\": 5, \"frame\": 6", "g.json: an object names the same key twice"},
      {"\"page_width\": 210", "\"page_width\": 216", "g.json: page_width: out of the range 210 to 210"},
      {"[99, 198]", "[99]", "g.json: folds: two numbers are wanted"},
      {"[99, 198]", "[198, 99]", "g.json: folds: "},
      {"\"window\": {\"x\": 110", "\"window\": {\"z\": 110", "g.json: window.z: unknown key"},
      {"\"label_in_window\": true", "\"label_in_window\": 1", "g.json: label_in_window: true or false is wanted"},
      {"\"fold\": \"Z\"", "\"fold\": \"C\"", "g.json: fold: only \"Z\" hides the code"},
      {"\"fold\": \"Z\"", "\"fold\": 90", "g.json: fold: only \"Z\" hides the code"},
      {"\"module\": 0.4", "\"module\": 0.32", "g.json: barcode.module: out of the range 0.33 to 0.6"},
      {"\"height\": 11.5", "\"height\": 9.9", "g.json: barcode.height: out of the range 10 to 20"},
      {"\"quiet_modules\": 10", "\"quiet_modules\": 9", "g.json: barcode.quiet_modules: out of the range 10 to 30"},
  }));
  INFO(row.refusal);
  const auto geometry = parse_geometry(with(good(), row.from, row.to), "g.json");
  REQUIRE_FALSE(geometry);
  CHECK(geometry.error().kind == ErrorKind::file_invalid);
  CHECK_THAT(geometry.error().detail, Catch::StartsWith(row.refusal));
}

TEST_CASE("a geometry that breaks a rule is refused by area, at the boundary exactly") {
  struct Row {
    Area Geometry::*area;
    Area value;
    const char* fault;  ///< empty: nothing is wrong
  };
  const auto row = GENERATE(values<Row>({
      {&Geometry::window, {110, 5, 95, 55}, ""},
      {&Geometry::window, {110, 5, 95.01, 55}, "window: outside the printable frame"},
      {&Geometry::window, {110, 4.99, 95, 55}, "window: outside the printable frame"},
      {&Geometry::fold_mark, {5, 98.9, 4, 0.2}, ""},
      {&Geometry::fold_mark, {4.99, 98.9, 4, 0.2}, "fold_mark: outside the printable frame"},
      {&Geometry::fold_mark, {18, 98.9, 4, 0.2}, ""},
      {&Geometry::label, {110, 5, 88, 20}, ""},
      {&Geometry::label, {109.9, 7, 88, 20}, "label: outside the window"},
      {&Geometry::label, {20, 40, 88, 20}, "label: outside the window"},
      {&Geometry::label, {113, 8.5, 88, 20}, ""},
      {&Geometry::label, {113, 8.6, 88, 20}, "address: less than 2 mm of white below the label"},
      {&Geometry::label, {113, 7, 81.3, 20}, "label.width: too narrow for the barcode"},
      {&Geometry::label, {113, 7, 88, 19.4}, "label.height: too low for the barcode"},
      {&Geometry::address, {117, 32.4, 84, 27.6}, ""},
      {&Geometry::address, {117, 32.5, 84, 27.6}, "address: outside the window"},
      {&Geometry::address, {117, 29, 84, 27.6}, ""},
      {&Geometry::address, {117, 28.9, 84, 27.6}, "address: less than 2 mm of white below the label"},
      {&Geometry::address, {117, 30.5, 59.9, 27.6}, "address.width: less than 60 mm"},
      {&Geometry::address, {117, 30.5, 84, 23.9}, "address.height: less than 24 mm"},
      {&Geometry::sender, {20, 10, 90, 46}, ""},
      {&Geometry::sender, {20, 10, 90.1, 46}, "sender: inside the window"},
      {&Geometry::rule, {20, 60, 175, 0.3}, ""},
      {&Geometry::rule, {20, 59.9, 175, 0.3}, "rule: inside the window"},
      {&Geometry::intro, {20, 66.6, 175, 32.4}, ""},
      {&Geometry::intro, {20, 66.6, 175, 32.5}, "intro: lies across a fold"},
      {&Geometry::intro, {20, 62, 175, 32}, "rule: overlaps intro"},
      {&Geometry::code, {20, 99, 102, 31}, ""},
      {&Geometry::code, {20, 98.9, 102, 31}, "code: lies across a fold"},
      {&Geometry::code, {20, 64, 102, 31}, "intro: overlaps code"},
      {&Geometry::code, {20, 104, 102, 34}, ""},
      {&Geometry::code, {20, 104, 102, 34.1}, "code: behind the window when the sheet is folded"},
      {&Geometry::code, {20, 104, 59.9, 31}, "code.width: less than 60 mm"},
      {&Geometry::code, {20, 104, 102, 19.9}, "code.height: less than 20 mm"},
      {&Geometry::deadline, {121.9, 104, 73, 31}, "code: overlaps deadline"},
      {&Geometry::body, {20, 142, 128, 56}, ""},
      {&Geometry::body, {20, 142, 128, 56.1}, "body: lies across a fold"},
      {&Geometry::body, {4.9, 142, 128, 55}, "body: outside the printable frame"},
      {&Geometry::body, {20, 142, 138, 37}, "qr: less than a sixth of its width from body"},
      {&Geometry::body, {20, 142, 144, 37}, "body: overlaps qr"},
      {&Geometry::lower, {20, 198, 175, 70}, ""},
      {&Geometry::lower, {20, 197.9, 175, 70}, "lower: lies across a fold"},
      {&Geometry::qr, {163, 142.5, 32, 31}, "qr: not a square"},
      {&Geometry::qr, {163, 142.5, 19.9, 19.9}, "qr.width: less than 20 mm"},
      {&Geometry::qr_caption, {157, 179.8, 38, 17}, "qr: less than a sixth of its width from qr_caption"},
  }));
  INFO(row.fault << " " << row.value.x << " " << row.value.y << " " << row.value.width << " " << row.value.height);
  Geometry geometry = parse_geometry(good(), "g.json").value();
  geometry.*row.area = row.value;
  const auto fault = geometry_fault(geometry);
  CHECK((fault ? fault->key + ": " + fault->reason : "") == row.fault);
}

TEST_CASE("the code is hidden when the sheet is folded in Z") {
  struct Row {
    std::array<double, 2> folds;
    Area code;
    const char* fault;
  };
  // The window of this sheet ends at 66.3; the other areas are moved out of the way.
  const auto row = GENERATE(values<Row>({
      {{99, 198}, {24.6, 102, 99, 29.7}, ""},
      {{99, 198}, {24.6, 102, 99, 29.8}, "code: behind the window when the sheet is folded"},
      {{99, 198}, {120, 110, 80, 29.8}, ""},
      {{99, 198}, {24.6, 210, 99, 29}, "code: not wholly on the middle panel"},
      {{93, 196}, {24.6, 95, 99, 20}, ""},
      {{93, 196}, {24.6, 94.9, 99, 20}, "code: not covered by the other panels when the sheet is folded"},
      {{93, 198}, {24.6, 99, 99, 20}, ""},
      {{93, 198.1}, {24.6, 102, 99, 20}, "folds: a panel is higher than 105 mm and fits no DL envelope"},
      {{105.1, 198}, {24.6, 110, 99, 20}, "folds: a panel is higher than 105 mm and fits no DL envelope"},
      {{91.9, 191.9}, {24.6, 102, 99, 20}, "folds: a panel is higher than 105 mm and fits no DL envelope"},
  }));
  INFO(row.folds[0] << " " << row.folds[1] << " " << row.code.y << " " << row.code.height);
  Geometry geometry = parse_geometry(left_window(), "g.json").value();
  geometry.folds = row.folds;
  geometry.code = row.code;
  geometry.intro = {24.6, 70.8, 170.4, 20};
  geometry.deadline = {180, 150, 20, 10};
  geometry.body = {24.6, 142, 124, 40};
  geometry.qr = {153, 165, 20, 20};
  geometry.qr_caption = {182, 165, 20, 10};
  geometry.lower = {24.6, 245, 170, 20};
  const auto fault = geometry_fault(geometry);
  CHECK((fault ? fault->key + ": " + fault->reason : "") == row.fault);
}

TEST_CASE("a label beside the window keeps its distance from it") {
  Geometry geometry = parse_geometry(left_window(), "g.json").value();
  geometry.label.x = 122;
  CHECK_FALSE(geometry_fault(geometry));
  geometry.label.x = 121.9;
  REQUIRE(geometry_fault(geometry));
  CHECK(geometry_fault(geometry)->key == "label");
  geometry.label_in_window = true;
  REQUIRE(geometry_fault(geometry));
  CHECK(geometry_fault(geometry)->reason == "outside the window");
}

TEST_CASE("nothing else may show in a window") {
  const Geometry good_one = parse_geometry(good(), "g.json").value();
  for (const auto& key : area_keys) {
    if (key.member == &Geometry::window || key.member == &Geometry::label || key.member == &Geometry::address) continue;
    INFO(key.name);
    Geometry geometry = good_one;
    geometry.*key.member = {106, 59, 4.1, 1.1};
    if (key.member == &Geometry::fold_mark) {
      geometry.folds[0] = 59.5;
      geometry.*key.member = {112, 59.4, 4, 0.2};
    }
    const auto fault = geometry_fault(geometry);
    REQUIRE(fault);
    CHECK(fault->key == key.name);
    CHECK(fault->reason == "inside the window");
  }
}

TEST_CASE("a geometry that is no object is refused") {
  for (const char* text : {"", "null", "[]", "1", "{}", "{\"page_width\":"}) {
    const auto geometry = parse_geometry(text, "g.json");
    REQUIRE_FALSE(geometry);
    CHECK_THAT(geometry.error().detail, Catch::StartsWith("g.json: "));
  }
}
