#include "letters/text_flow.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

constexpr TextStyle style{Face::regular, 10, 5, Ink::black};
const FieldValues values{"Анна\u00A0Мария  Иванова ", "", "", "", "10100024004170"};

/// "plain", "*strong*" and "#number#", stretches parted by |.
std::string shown(const TextLine& line) {
  std::string text;
  for (const auto& part : line.stretches) {
    const char* mark = part.track_number ? "#" : part.strong ? "*" : "";
    text += (text.empty() ? "" : "|") + (mark + part.text + mark);
  }
  return text;
}

}  // namespace

TEST_CASE("a passage that fits one line is set as the breaking of words would set it") {
  struct Row {
    Passage passage;
    const char* line;
  };
  const std::vector<Row> rows = {
      {{{Field::literal, "Здравствуйте, ", false}, {Field::addressee, "", false}, {Field::literal, "!", false}},
       "Здравствуйте, Анна Мария Иванова !"},
      {{{Field::literal, " a  b ", false}, {Field::literal, "c", true}, {Field::literal, " d", false}}, "a b |*c *|d"},
      {{{Field::literal, "№\u00A0", false}, {Field::track_number, "", false}, {Field::literal, ". Так", false}},
       "№ |#10100024004170#|. Так"},
      {{{Field::track_number, "", true}, {Field::literal, " x", true}}, "#10100024004170#|* x*"},
  };
  for (const auto& row : rows) {
    const auto lines = break_lines(row.passage, values, style, 100, test::fonts());
    REQUIRE(lines);
    REQUIRE(lines->size() == 1);
    CHECK(shown(lines->front()) == row.line);
    // In a narrow column the same words come, in the same order and dress.
    const auto narrow = break_lines(row.passage, values, style, 35, test::fonts());
    REQUIRE(narrow);
    std::string together;
    for (const auto& line : *narrow) {
      for (const auto& part : line.stretches) together += part.text;
      together += ' ';
    }
    std::string whole;
    for (const auto& part : lines->front().stretches) whole += part.text;
    CHECK(together == whole + ' ');
  }
}

TEST_CASE("a line is placed stretch by stretch, each where the one before ends") {
  const TextLine line{{{"ab", false, false}, {"cd", true, false}, {"12", false, true}}};
  Sheet sheet;
  put_line(sheet, line, style, {5, 7}, test::fonts());
  REQUIRE(sheet.texts.size() == 3);
  CHECK(sheet.texts[1].baseline.x == Approx(5 + test::fonts().regular.width("ab", 10)));
  CHECK(sheet.texts[1].face == Face::bold);
  CHECK(sheet.texts[2].baseline.x == Approx(sheet.texts[1].baseline.x + test::fonts().bold.width("cd", 10)));
  CHECK(sheet.texts[2].gap == Gap::track_number);
  CHECK(sheet.texts[0].gap == Gap::none);
}
