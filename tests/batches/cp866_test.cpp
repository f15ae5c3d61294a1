#include "batches/cp866.hpp"

#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "batches/cp866_table.hpp"
#include "letters/characters.hpp"
#include "letters/font.hpp"
#include "orders/order_text.hpp"
#include "system/posix_files.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

std::string utf8_of(char32_t c) {
  std::string text;
  if (c < 0x80) {
    text = {static_cast<char>(c)};
  } else if (c < 0x800) {
    text = {static_cast<char>(0xC0 | c >> 6U), static_cast<char>(0x80 | (c & 0x3FU))};
  } else {
    text = {static_cast<char>(0xE0 | c >> 12U), static_cast<char>(0x80 | (c >> 6U & 0x3FU)),
            static_cast<char>(0x80 | (c & 0x3FU))};
  }
  return text;
}

std::string cp866_of(std::string_view utf8) {
  std::string bytes;
  append_cp866(bytes, utf8);
  return bytes;
}

/// What a reader of the list sees.
std::string seen(std::string_view utf8) { return utf8_of_cp866(cp866_of(utf8)).value_or("unreadable"); }

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

letters::Font font(const char* name) {
  const Path path = Path{"/usr/share/fonts/truetype/paratype"} / name;
  return good(letters::Font::parse(good(system::PosixFiles{}.read(path, 8U << 20U)), name));
}

}  // namespace

TEST_CASE("cp866 has the bytes that its publication gives them") {
  const std::vector<std::pair<const char*, const char*>> rows{
      {"А", "\x80"}, {"Я", "\x9F"}, {"а", "\xA0"}, {"п", "\xAF"}, {"р", "\xE0"}, {"я", "\xEF"},    {"Ё", "\xF0"},
      {"ё", "\xF1"}, {"Є", "\xF2"}, {"є", "\xF3"}, {"Ї", "\xF4"}, {"ї", "\xF5"}, {"Ў", "\xF6"},    {"ў", "\xF7"},
      {"°", "\xF8"}, {"№", "\xFC"}, {" ", " "},    {"~", "~"},    {"\"", "\""},  {"№ 5", "\xFC 5"}};
  for (const auto& [utf8, bytes] : rows) {
    INFO(utf8);
    CHECK(cp866_of(utf8) == bytes);
    CHECK(seen(utf8) == utf8);
  }
}

TEST_CASE("what cp866 lacks is written as its table says") {
  const std::vector<std::pair<const char*, const char*>> rows{
      {"Ғәбделхәй Өмөтбаев", "Габделхай Омотбаев"},
      {"Җәлил Үзбәков", "Жалил Узбаков"},
      {"Һөҙөмтә Ҫәсән Ҡыҙыл", "Хозомта Сасан Кызыл"},
      {"Ньургун Ҕаабыһап Ҥ", "Ньургун Гаабыхап Н"},
      {"Ӑшша Ӗнер Ӳкерҫӗ", "Ашша Енер Укерсе"},
      {"Ӕхсар Гӏали", "Ахсар ГIали"},
      {"Љуба Њего Џон", "ЛЬуба НЬего ДЖон"},
      {"Müller Ångström Łódź Straße Æsir", "Muller Angstrom Lodz Strasse AEsir"},
      {"«Ёж» – “да” — ‘нет’ ’", "\"Ёж\" - \"да\" - 'нет' '"},
      {"а\u00A0б\u2009в\u202Fг", "а б в г"},
      {"а|б", "а/б"},
      {"а\tб\r\nв\x01г\x7F", "а б  в г "},
      {"…", "..."},
      {"漢字 😀", "?? ?"},
      {"\xFF\xC3", "??"},
      {"", ""}};
  for (const auto& [utf8, expected] : rows) {
    INFO(utf8);
    CHECK(seen(utf8) == expected);
  }
}

TEST_CASE("every character that an order may hold and a letter can print stands in the list as something readable") {
  const letters::Font regular = font("PTS55F.ttf");
  const letters::Font bold = font("PTS75F.ttf");
  int letters_found = 0;
  int others_found = 0;
  for (char32_t c = 0x21; c < 0xFFFF; ++c) {
    if (is_surrogate(c) || !regular.has(c) || !bold.has(c)) continue;
    const bool first = !orders::fault_of(utf8_of(c), orders::TextClass::address);
    const bool inside = !orders::fault_of("1" + utf8_of(c), orders::TextClass::address);
    if (!first && !inside) continue;
    INFO(static_cast<std::uint32_t>(c));
    CHECK(in_cp866(c) != "?");
    CHECK(first_without_cp866(utf8_of(c)) == 0);
    (first ? letters_found : others_found) += 1;
  }
  CHECK(letters_found > 400);
  CHECK(others_found >= 9);
}

TEST_CASE("no character at all gives a bar, a control or what a reader refuses") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const std::string_view bytes = in_cp866(c);
    const bool sound = !bytes.empty() && bytes.size() <= 4 && bytes.find('|') == std::string_view::npos &&
                       utf8_of_cp866(bytes).has_value();
    if (!sound) FAIL(static_cast<std::uint32_t>(c));
  }
  CHECK(in_cp866(letters::broken_character) == "?");
}

TEST_CASE("the table names each character once, only such as cp866 lacks, and letters keep their case") {
  std::set<char32_t> met;
  for (const Cp866Group& group : cp866_groups()) {
    for (const char32_t c : group.characters) {
      INFO(static_cast<std::uint32_t>(c));
      CHECK(met.insert(c).second);
      const bool in_order = !orders::fault_of(utf8_of(c), orders::TextClass::name);
      if (in_order) CHECK_FALSE(seen(utf8_of(c)) == utf8_of(c));
    }
  }
  CHECK(met.size() > 600);
  CHECK(seen("ӘӨҮҖҢҺ") == "АОУЖНХ");
  CHECK(seen("әөүҗңһ") == "аоужнх");
}

TEST_CASE("a text that the list would show as question marks is found, a question mark itself is not") {
  CHECK(first_without_cp866("Портал «Ёлка» № 1 ?") == 0);
  CHECK(first_without_cp866("Портал Ω") == U'Ω');
}

TEST_CASE("bytes that no list of ours holds are not read") {
  for (const char* bytes : {"\x01", "\x1F", "\x7F", "\xB0", "\xDF", "\xFD", "\xFE", "\xFF", "a\tb"}) {
    INFO(bytes);
    CHECK_FALSE(utf8_of_cp866(bytes));
  }
}

TEST_CASE("the table of letters in docs/formats.md is that of the program") {
  std::istringstream page(text_of_file(Path{POSTPROOF_SOURCE_DIR} / "docs/formats.md"));
  std::size_t compared = 0;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| lacking | becomes |")) inside = true;
    if (inside && line.empty()) break;
    if (!inside || line.starts_with("| lacking") || line.starts_with("|---")) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) {
      std::erase(cell, ' ');
      cells.push_back(cell);
    }
    for (std::size_t i = 0; i + 1 < cells.size(); i += 2) {
      for (std::size_t at = 0; at < cells[i].size(); ++compared) {
        const std::size_t begin = at;
        (void)letters::next_character(cells[i], at);
        CHECK(seen(cells[i].substr(begin, at - begin)) == cells[i + 1]);
      }
    }
  }
  std::size_t capitals = 0;
  for (const Cp866Group& group : cp866_groups()) {
    const std::string target(group.target);
    if (target >= "А" && target < "а") capitals += group.characters.size();
  }
  CHECK(compared == capitals);
}
