#include "letters/letter_template.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

/// Lines 1-10: a whole small template.
constexpr const char* small =
    "[heading]\n"                  // 1
    "Head\n"                       // 2
    "[code]\n"                     // 3
    "Caption\n"                    // 4
    "[deadline]\n"                 // 5
    "through {{valid_through}}\n"  // 6
    "[steps]\n"                    // 7
    "- open **{{portal_url}}**\n"  // 8
    "- a~b\n"                      // 9
    "- last\n";                    // 10

std::string with(const std::string& from, const std::string& to) {
  std::string text = small;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a template is read into blocks, passages and pieces") {
  const auto text = parse_template(small, "t");
  REQUIRE(text);
  REQUIRE(text.value().after_code.size() == 1);
  const Block& steps = text.value().after_code[0];
  CHECK(steps.kind == BlockKind::steps);
  CHECK(steps.line == 7);
  REQUIRE(steps.passages.size() == 3);
  REQUIRE(steps.passages[0].size() == 2);
  CHECK(steps.passages[0][0].text == "open ");
  CHECK(steps.passages[0][1].field == Field::portal_url);
  CHECK(steps.passages[0][1].strong);
  CHECK(steps.passages[1][0].text == "a\u00A0b");
  CHECK_FALSE(text.value().has_qr());
  CHECK_FALSE(text.value().has_footer());
}

TEST_CASE("lines of a paragraph are joined, a blank or comment line ends it") {
  const auto text = parse_template(with("Head\n", "Head\n[paragraph]\none\ntwo\n\nthree\n# no text\nfour\n"), "t");
  REQUIRE(text);
  const Block& block = text.value().before_code[1];
  REQUIRE(block.passages.size() == 3);
  CHECK(block.passages[0][0].text == "one two");
  CHECK(block.passages[1][0].text == "three");
  CHECK(block.passages[2][0].text == "four");
}

TEST_CASE("a defect of a template is refused with file, line and reason") {
  struct Row {
    const char* from;
    const char* to;
    const char* refusal;
  };
  const auto row = GENERATE(values<Row>({
      {"last", "{{code}}", "t:10: unknown field {{code}}"},
      {"last", "{{valid_through}}", "t:10: the field {{valid_through}} is used twice"},
      {"last", "{{addressee}} {{addressee}}", "t:10: the field {{addressee}} is used twice"},
      {"last", "{{addressee", "t:10: {{ is not closed"},
      {"last", "{{addressee\n}}", "t:10: {{ is not closed"},
      {"last", "one\ntwo {{addressee", "t:11: {{ is not closed"},
      {"last", "addressee}}", "t:10: }} without {{"},
      {"last", "{{{addressee}}}", "t:10: {{ is not closed"},
      {"last", "{{}}", "t:10: unknown field {{}}"},
      {"last", "**bold", "t:10: ** is not closed"},
      {"last", "****", "t:10: nothing but marks"},
      {"last", "\x01", "t:10: a control character"},
      {"last", "a\tb", "t:10: a control character"},
      {"last\n", "last\r\n", "t:10: a control character"},
      {"last", "\xC3\x28", "t:10: the text is not UTF-8"},
      {"last", "\xED\xA0\x80", "t:10: the text is not UTF-8"},
      {"- open", "open", "t:8: an item of a list begins with \"- \""},
      {"through {{valid_through}}", "soon", "t:10: the field {{valid_through}} is missing"},
      {"{{portal_url}}", "portal", "t:10: the field {{portal_url}} is missing"},
      {"[code]\nCaption\n", "", "t:5: [steps] belongs after [code]"},
      {"[deadline]\nthrough {{valid_through}}\n", "", "t:8: there is no [deadline]"},
      {"[heading]\nHead\n", "", "t:8: there is no [heading] at the beginning"},
      {"Caption\n", "", "t:3: the block is empty"},
      {"Caption\n", "Caption\n\nAnother\n", "t:3: [code] holds one caption"},
      {"[steps]", "[code]", "t:7: [code] stands here twice"},
      {"[steps]", "[heading]", "t:7: [heading] comes first, and once"},
      {"[steps]", "[list]", "t:7: unknown block [list]"},
      {"[steps]", "[steps", "t:7: unknown block [steps"},
      {"[heading]\n", "text\n[heading]\n", "t:1: text outside a block"},
      {"- last\n", "- last\n[notice]\n", "t:11: the block is empty"},
  }));
  INFO(row.refusal);
  std::string text = with(row.from, row.to);
  if (std::string(row.refusal) == "t:5: [steps] belongs after [code]") text = with("[code]\nCaption\n", "");
  const auto result = parse_template(text, "t");
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::file_invalid);
  CHECK(result.error().detail == row.refusal);
}

TEST_CASE("a template without anything to do after the code is refused") {
  const auto result = parse_template("[heading]\nH\n[code]\nC\n[deadline]\n{{valid_through}} {{portal_url}}\n", "t");
  REQUIRE_FALSE(result);
  CHECK(result.error().detail == "t:6: nothing says what to do with the code");
}

TEST_CASE("an empty or oversized template is refused") {
  CHECK_FALSE(parse_template("", "t"));
  CHECK_FALSE(parse_template(std::string(most_template_bytes + 1, '\n'), "t"));
}

TEST_CASE("every beginning of the shipped templates is read or refused, never worse") {
  for (const char* name : {"templates/ru/1/letter.txt", "templates/en/1/letter.txt"}) {
    const std::string text = test::text_file(test::source_dir() / name);
    REQUIRE(parse_template(text, name));
    for (std::size_t size = 0; size < text.size(); ++size) {
      const auto result = parse_template(std::string_view(text).substr(0, size), name);
      if (!result) CHECK(result.error().detail.starts_with(name));
    }
  }
}
