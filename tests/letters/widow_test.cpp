#include <string>

#include <catch2/catch.hpp>

#include "letters/text_flow.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

std::vector<TextLine> lines_of(const std::string& text, double width) {
  return break_lines({{Field::literal, text, false}}, {}, TextStyle{}, width, test::fonts()).value();
}

double width_of(const TextLine& line) {
  double width = 0;
  for (const auto& stretch : line.stretches) width += test::fonts().regular.width(stretch.text, TextStyle{}.points);
  return width;
}

}  // namespace

TEST_CASE("no paragraph ends in a line of next to nothing, if that costs no line") {
  const std::string words = "Сообщите о письме в службу поддержки портала государственных услуг области";
  int mended = 0;
  for (double width = 40; width <= 120; width += 0.5) {
    const auto lines = lines_of(words, width);
    INFO(width << " mm, " << lines.size() << " lines");
    for (const auto& line : lines) CHECK(width_of(line) <= width);
    std::string joined;
    for (const auto& line : lines) {
      for (const auto& stretch : line.stretches) joined += stretch.text;
      while (!joined.empty() && joined.back() == ' ') joined.pop_back();
      joined += ' ';
    }
    CHECK(joined == words + " ");
    if (lines.size() > 1 && width_of(lines.back()) >= width * 0.2) ++mended;
  }
  CHECK(mended > 100);
}

TEST_CASE("a single line, and two words too long to be moved, stay as they are") {
  CHECK(lines_of("портала", 100).size() == 1);
  CHECK(lines_of("", 100).size() == 1);
  const std::string longest(40, 'W');
  const double width = test::fonts().regular.width(longest, TextStyle{}.points) + 1;
  const auto lines = lines_of(longest + " а", width);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].stretches.back().text == "а");
}
