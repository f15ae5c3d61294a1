#include "letters/geometry.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

std::string good() { return test::text_file(test::good_settings().geometry_file); }

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the shipped geometry is read as written") {
  const auto geometry = parse_geometry(good(), "g.json");
  REQUIRE(geometry);
  CHECK(geometry.value().window == Area{110, 5, 95, 55});
  CHECK(geometry.value().folds[0] == 99);
  CHECK(geometry.value().folds[1] == 198);
  CHECK(geometry.value().frame == 5);
}

TEST_CASE("a geometry that breaks a rule is refused with file, key and reason") {
  struct Row {
    const char* from;
    const char* to;
    const char* refusal;
  };
  const auto row = GENERATE(values<Row>({
      {"{\n", "", "g.json: something follows"},
      {"\"frame\": 5", "\"frame\": 4.9", "g.json: frame: out of the range 5 to 20"},
      {"\"frame\": 5", "\"frame\": \"5\"", "g.json: frame: a number is wanted"},
      {"\"frame\": 5", "\"frame\": -1e308", "g.json: frame: out of the range"},
      {"\"frame\": 5,", "", "g.json: frame: missing"},
      {"\"frame\": 5", "\"frame\": 5, \"colour\": 1", "g.json: colour: unknown key"},
      {"\"frame\": 5", "\"frame\": 5, \"frame\": 6", "g.json: an object names the same key twice"},
      {"\"page_width\": 210", "\"page_width\": 216", "g.json: page_width: out of the range 210 to 210"},
      {"[99, 198]", "[99]", "g.json: folds: two numbers are wanted"},
      {"[99, 198]", "[198, 99]", "g.json: folds: "},
      {"{\"x\": 5.5, \"width\": 4", "{\"x\": 4.9, \"width\": 4", "g.json: fold_mark: outside the printable frame"},
      {"\"window\": {\"x\": 110", "\"window\": {\"x\": 111", "g.json: window: outside the printable frame"},
      {"\"window\": {\"x\": 110", "\"window\": {\"z\": 110", "g.json: window.z: unknown key"},
      {"\"label\": {\"x\": 113", "\"label\": {\"x\": 109", "g.json: label: outside the window"},
      {"\"address\": {\"x\": 117, \"y\": 30.5", "\"address\": {\"x\": 117, \"y\": 33", "g.json: address: outside"},
      {"\"address\": {\"x\": 117, \"y\": 30.5", "\"address\": {\"x\": 117, \"y\": 28.9",
       "g.json: address: less than 2 mm of white below the label"},
      {"\"sender\": {\"x\": 20", "\"sender\": {\"x\": 29", "g.json: sender: inside the window"},
      {"\"width\": 175, \"height\": 39.5", "\"width\": 175, \"height\": 42", "g.json: intro: overlaps code"},
      {"\"y\": 66.5", "\"y\": 61.9", "g.json: intro: less than 2 mm below window and sender"},
      {"\"code\": {\"x\": 20, \"y\": 108", "\"code\": {\"x\": 20, \"y\": 98.9", "g.json: intro: overlaps code"},
      {"\"code\": {\"x\": 20, \"y\": 108, \"width\": 100, \"height\": 28}",
       "\"code\": {\"x\": 30, \"y\": 108, \"width\": 90, \"height\": 34}",
       "g.json: code: behind the window when the sheet is folded"},
      {"\"code\": {\"x\": 20, \"y\": 108, \"width\": 100", "\"code\": {\"x\": 61, \"y\": 108, \"width\": 59",
       "g.json: code.width: less than 60 mm"},
      {"[99, 198]", "[109, 198]", "g.json: code: not wholly on the middle panel"},
      {"[99, 198]", "[99, 200]", "ok"},
      {"\"body\": {\"x\": 20", "\"body\": {\"x\": 4", "g.json: body: outside the printable frame"},
      {"\"body\": {\"x\": 20", "\"body\": {\"x\": 36", "g.json: body: overlaps qr"},
      {"\"qr\": {\"x\": 163, \"y\": 145, \"width\": 32", "\"qr\": {\"x\": 163, \"y\": 145, \"width\": 31",
       "g.json: qr: not a square"},
      {"\"module\": 0.4", "\"module\": 0.32", "g.json: barcode.module: out of the range 0.33 to 0.6"},
      {"\"module\": 0.4", "\"module\": 0.5", "g.json: label.width: too narrow for the barcode"},
      {"\"height\": 11.5", "\"height\": 9.9", "g.json: barcode.height: out of the range 10 to 20"},
      {"\"height\": 11.5", "\"height\": 12.5", "g.json: label.height: too low for the barcode"},
      {"\"quiet_modules\": 10", "\"quiet_modules\": 9", "g.json: barcode.quiet_modules: out of the range 10 to 30"},
  }));
  INFO(row.refusal);
  const auto geometry = parse_geometry(with(good(), row.from, row.to), "g.json");
  if (std::string(row.refusal) == "ok") {
    CHECK(geometry);
    return;
  }
  if (std::string(row.from) == "{\n") {
    REQUIRE_FALSE(geometry);
    CHECK(geometry.error().detail.starts_with("g.json: "));
    return;
  }
  REQUIRE_FALSE(geometry);
  CHECK(geometry.error().kind == ErrorKind::file_invalid);
  CHECK_THAT(geometry.error().detail, Catch::StartsWith(row.refusal));
}

TEST_CASE("a geometry that is no object is refused") {
  for (const char* text : {"", "null", "[]", "1", "{}", "{\"page_width\":"}) {
    const auto geometry = parse_geometry(text, "g.json");
    REQUIRE_FALSE(geometry);
    CHECK_THAT(geometry.error().detail, Catch::StartsWith("g.json: "));
  }
}
