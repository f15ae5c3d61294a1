#include "letters/letter_template.hpp"

#include <regex>
#include <string>
#include <utility>
#include <vector>

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

/// Every passage as one text, fields as figures, U+00A0 as "~", marks removed.
std::vector<std::string> passages_of(const LetterTemplate& text) {
  std::vector<Block> blocks = {text.code, text.deadline, text.qr, text.footer};
  for (const auto& part : {text.before_code, text.after_code, text.lower}) {
    blocks.insert(blocks.end(), part.begin(), part.end());
  }
  std::vector<std::string> passages;
  for (const auto& block : blocks) {
    for (const auto& passage : block.passages) {
      std::string whole;
      for (const auto& piece : passage) whole += piece.field == Field::literal ? piece.text : "7";
      for (auto at = whole.find("\u00A0"); at != std::string::npos; at = whole.find("\u00A0"))
        whole.replace(at, 2, "~");
      passages.push_back(std::move(whole));
    }
  }
  return passages;
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
      {"- last\n", "- last\n[lower]\n", "t:11: nothing stands below [lower]"},
      {"- last\n", "- last\n[lower]\ntext\n", "t:12: text outside a block"},
      {"- last\n", "- last\n[lower]\n[notice]\nn\n[lower]\n", "t:14: [lower] stands here twice"},
      {"[steps]", "[lower]", "t:7: [lower] comes after what to do with the code"},
      {"last", "и\u0306", "t:10: the text is not in NFC"},
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

TEST_CASE("what follows [lower] stands on the lower panel") {
  const auto text = parse_template(with("- last\n", "- last\n[lower]\n\n[notice]\nn\n[paragraph]\np\n"), "t");
  REQUIRE(text);
  CHECK(text.value().after_code.size() == 1);
  REQUIRE(text.value().lower.size() == 2);
  CHECK(text.value().lower[0].kind == BlockKind::notice);
  CHECK(text.value().lower[1].line == 15);
}

TEST_CASE("the shipped templates keep the typography of their language") {
  struct Row {
    const char* wrong;  ///< a regular expression over text with "~" for U+00A0
    const char* why;
  };
  const std::vector<Row> everywhere = {
      {"\"", "straight quotes"},
      {"  ", "two blanks"},
      {" (,|\\.|:|;|\\?|!|\\)|»|”)", "a blank before a mark"},
      {" -|- ", "a hyphen as dash"},
      {"\\.\\.\\.", "three dots"},
      {"[^~]—|[^~]–", "a dash may begin a line"},
  };
  const std::vector<Row> russian = {
      {"(^| |\\()(в|к|с|у|о|и|а|не|ни|на|по|от|до|за|из|об|во|ко|со|№) ", "a short word at the end of a line"},
      {" (ли|же|бы|б|ж)( |$)", "a particle at the beginning of a line"},
      {"“|”|‘|’|'", "foreign quotes"},
      {"[0-9] (г|руб|мм)\\.", "a number parted from its unit"},
  };
  const std::vector<Row> english = {{"(^| )(a|A|I) ", "a short word at the end of a line"},
                                    {"«|»|„", "foreign quotes"},
                                    {"'", "a straight apostrophe"}};
  for (const auto& [name, own] :
       {std::pair{"templates/ru/1/letter.txt", russian}, {"templates/en/1/letter.txt", english}}) {
    for (const std::string& passage :
         passages_of(parse_template(test::text_file(test::source_dir() / name), name).value())) {
      for (const auto& rules : {everywhere, own}) {
        for (const Row& rule : rules) {
          INFO(name << ": " << rule.why << ": " << passage);
          CHECK_FALSE(std::regex_search(passage, std::regex(rule.wrong)));
        }
      }
    }
  }
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
