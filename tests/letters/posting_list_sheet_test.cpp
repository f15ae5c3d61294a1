#include "letters/posting_list_sheet.hpp"

#include <cstdio>
#include <sstream>

#include <catch2/catch.hpp>

#include "letters/posting_list_text.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;
using namespace postproof::letters::test;

namespace {

const PostingListFonts& list_fonts() {
  static const PostingListFonts loaded =
      PostingListFonts::load("/usr/share/fonts/truetype/paratype", OverlaidFiles{}).value();
  return loaded;
}

PostingListHead head() {
  PostingListHead head;
  head.number = "17";
  head.date = "23.11.2026";
  head.lines = {{"Отправитель", "Министерство цифровых услуг"}, {"Договор №", "12/2026-П"}};
  head.mass = "20";
  head.rate = "104,40";
  return head;
}

PostingListEnd end_of(int letters) {
  return {std::to_string(letters), {{"Плата всего, с НДС", "1044,00 руб."}}, "Министерство цифровых услуг"};
}

orders::Recipient person(const char* last, const char* first, const char* middle) {
  return {Personal{last}, Personal{first}, Personal{middle}};
}

orders::Address address_of(int number) {
  orders::Address address;
  address.index = PostalIndex{"101000"};
  address.city = Personal{"Москва"};
  address.street = Personal{"Мясницкая улица"};
  address.house = Personal{std::to_string(number)};
  address.apartment = Personal{"7"};
  return address;
}

std::string track_of(int number) { return "101000261" + std::to_string(10'000 + number); }

Bytes list_of(int rows) {
  PostingListSheet sheet(list_fonts(), head());
  for (int i = 1; i <= rows; ++i) {
    REQUIRE(sheet.add(person("Смирнова", "Анна", "Сергеевна"), address_of(i), track_of(i)));
  }
  return sheet.finish(end_of(rows));
}

std::string tool(const std::string& command, const TempDir& dir, const Bytes& pdf, const std::string& more = "") {
  return output_of(command + " " + dir.write("list.pdf", pdf).string() + " " + more + " 2>&1");
}

/// The text of each page, lines as they stand.
std::vector<std::string> pages_of(const TempDir& dir, const Bytes& pdf) {
  std::vector<std::string> pages;
  std::istringstream text(tool("pdftotext -layout", dir, pdf, "-"));
  for (std::string page; std::getline(text, page, '\f');) pages.push_back(page);
  return pages;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  return text;
}

}  // namespace

TEST_CASE("the first page of a list has the title, every page the head of the table, the last one the sums") {
  const TempDir dir;
  const Bytes pdf = list_of(100);
  const std::vector<std::string> pages = pages_of(dir, pdf);
  REQUIRE(pages.size() >= 3);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    INFO(i);
    CHECK(count(pages[i], "Адресат, почтовый адрес") == 1);
    CHECK(count(pages[i], "Идентификатор") == 1);
    CHECK((count(pages[i], "СПИСОК № 17 от 23.11.2026") == 1) == (i == 0));
    CHECK((count(pages[i], "Лист " + std::to_string(i + 1)) == 1) == (i != 0));
    CHECK((count(pages[i], "ИТОГО ПО СПИСКУ") == 1) == (i + 1 == pages.size()));
    CHECK((count(pages[i], "календарного штемпеля") == 2) == (i + 1 == pages.size()));
  }
  CHECK(count(pages[0], "100, листов " + std::to_string(pages.size())) == 1);
  CHECK(count(pages[0], "12/2026-П") == 1);
  CHECK(count(pages.back(), "1044,00 руб.") == 1);
}

TEST_CASE("every row stands in the list once, in order, with its number, mass and rate") {
  const TempDir dir;
  std::string all;
  for (const std::string& page : pages_of(dir, list_of(120))) all += page;
  std::size_t last = 0;
  for (int i = 1; i <= 120; ++i) {
    INFO(i);
    CHECK(count(all, track_of(i)) == 1);
    const std::size_t at = all.find(track_of(i));
    CHECK(at > last);
    last = at;
  }
  CHECK(count(all, "Смирнова Анна Сергеевна") == 120);
  CHECK(count(all, "101000, Москва, Мясницкая улица, д. 63, кв. 7") == 1);
  CHECK(count(all, "104,40") == 120);
}

TEST_CASE("names are printed as they are written, in letters of any language the fonts have") {
  const TempDir dir;
  PostingListSheet sheet(list_fonts(), head());
  const std::vector<const char*> names{"Ғәбделхәйева", "Ҡыҙыл-Һөҙөмтә", "О’Нил", "Müller", "Łódź", "Ёжиков"};
  for (const char* name : names) {
    REQUIRE(sheet.add(person(name, "Ян", ""), address_of(1), "10100026000017"));
  }
  const std::string text = tool("pdftotext", dir, sheet.finish(end_of(6)), "-");
  for (const char* name : names) CHECK(count(text, std::string(name) + " Ян") == 1);
}

TEST_CASE("long names and addresses are broken into lines, and nothing is cut or leaves its column") {
  const TempDir dir;
  PostingListSheet sheet(list_fonts(), head());
  std::string word;
  for (int i = 0; i < 128; ++i) word += i % 2 == 0 ? "Щ" : "Ж";
  std::string words;
  for (int i = 0; i < 11; ++i) words += "Длинное-слово" + std::string(i == 10 ? "" : " ");
  orders::Address address = address_of(26);
  for (Personal* text : {&address.region, &address.district, &address.city, &address.street, &address.building}) {
    *text = Personal{words};
  }
  address.house = Personal{word};
  const orders::Recipient recipient{Personal{word}, Personal{words}, Personal{word}};
  for (int i = 0; i < 20; ++i) REQUIRE(sheet.add(recipient, address, "10100026000017"));
  const Bytes pdf = sheet.finish(end_of(20));
  const std::string text = without_blanks(tool("pdftotext -x 76 -y 0 -W 296 -H 842", dir, pdf, "-"));
  CHECK(count(text, word + without_blanks(words) + word) >= 10);  // those that no page end parts
  std::istringstream boxes(tool("pdftotext -bbox", dir, pdf, "-"));
  int met = 0;
  for (std::string line; std::getline(boxes, line);) {
    double left = 0, top = 0, right = 0, bottom = 0;
    if (std::sscanf(line.c_str(), " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">", &left, &top, &right,
                    &bottom) != 4) {
      continue;
    }
    ++met;
    CHECK(left >= 14 / mm_per_point);
    CHECK(right <= 203 / mm_per_point);
    CHECK(top >= 10 / mm_per_point);
    CHECK(bottom <= 287 / mm_per_point);
    const bool is_text = line.find("ЩЖ") != std::string::npos || line.find("Длинное") != std::string::npos;
    if (is_text) CHECK(right <= 131 / mm_per_point);
  }
  CHECK(met > 500);
}

TEST_CASE("a row that would fill more than a page is refused") {
  PostingListSheet sheet(list_fonts(), head());
  orders::Address address = address_of(1);
  address.street = Personal{std::string(20'000, 'W')};
  const auto added = sheet.add(person("Смирнова", "Анна", ""), address, "10100026000017");
  REQUIRE_FALSE(added);
  CHECK(added.error().kind == ErrorKind::validation_failed);
}

TEST_CASE("sums and signatures get a page of their own where the last one has no room, whatever the number of rows") {
  const TempDir dir;
  bool alone = false;
  for (int rows = 20; rows <= 34; ++rows) {
    const std::vector<std::string> pages = pages_of(dir, list_of(rows));
    CHECK(count(pages.back(), "ИТОГО ПО СПИСКУ") == 1);
    CHECK(count(pages.back(), "штемпеля") == 2);
    if (count(pages.back(), "Смирнова") == 0) alone = true;
  }
  CHECK(alone);
  CHECK(pages_of(dir, list_of(0)).size() == 1);
}

TEST_CASE("a list of many pages is sound PDF: no complaint of the tools, fonts embedded, language and title") {
  const TempDir dir;
  const Bytes pdf = list_of(9'600);
  CHECK_THAT(tool("qpdf --check", dir, pdf), Catch::Contains("No syntax or stream encoding errors found"));
  const int pages = std::stoi(tool("qpdf --show-npages", dir, pdf));
  CHECK(pages > 257);  // more than one node of the tree
  const std::string information = tool("pdfinfo", dir, pdf);
  CHECK_THAT(information, Catch::Contains("Список № 17 от 23.11.2026") && Catch::Contains("595.28 x 841.89"));
  CHECK_THAT(information, !Catch::Contains("CreationDate") && !Catch::Contains("Error") && !Catch::Contains("Warning"));
  CHECK(text_of(pdf).find("/Lang(ru)") != std::string_view::npos);
  std::istringstream fonts(tool("pdffonts", dir, pdf));
  int met = 0;
  for (std::string line; std::getline(fonts, line);) {
    if (line.find("+PT") == std::string::npos) continue;
    ++met;
    CHECK_THAT(line, Catch::Contains("CID TrueType") && Catch::Contains("yes yes yes"));
  }
  CHECK(met >= 2);
  const std::string last = tool("pdftotext -f " + std::to_string(pages), dir, pdf, "-");
  CHECK_THAT(last, Catch::Contains(track_of(9'600)) && !Catch::Contains("Error"));
}

TEST_CASE("the same calls give the same bytes") {
  const Bytes first = list_of(70);
  CHECK((first == list_of(70)));
  CHECK_FALSE((first == list_of(71)));
}

TEST_CASE("an address stands in one line, index first, numbers with their kinds") {
  struct Row {
    const char *region, *district, *city, *street, *house, *building, *apartment, *line;
  };
  for (const Row& row : {Row{"", "", "Москва", "Мясницкая улица", "26", "1", "7",
                             "101000, Москва, Мясницкая улица, д. 26, корп. 1, кв. 7"},
                         Row{"Москва", "", "Москва", "", "26", "", "", "101000, Москва, д. 26"},
                         Row{"Область", "Район", "Село", "", "д. 4", "строение 2", "Б",
                             "101000, Область, Район, Село, д. 4, строение 2, кв. Б"}}) {
    orders::Address address;
    address.index = PostalIndex{"101000"};
    address.region = Personal{row.region};
    address.district = Personal{row.district};
    address.city = Personal{row.city};
    address.street = Personal{row.street};
    address.house = Personal{row.house};
    address.building = Personal{row.building};
    address.apartment = Personal{row.apartment};
    std::string line = "what was before";
    join_address(line, address);
    CHECK(line == row.line);
  }
  std::string name;
  join_name(name, person("Смирнова", "Анна", ""));
  CHECK(name == "Смирнова Анна");
}

TEST_CASE(
    "lines break at blanks, after abbreviations only where nothing else is left, and in words that are too long") {
  const Font& font = list_fonts().fonts().regular;
  const auto broken = [&](std::string_view text, std::string_view as_wide_as) {
    std::vector<std::string_view> lines;
    break_into(lines, text, font, 7, font.width(as_wide_as, 7) + 0.001);
    return lines;
  };
  using Lines = std::vector<std::string_view>;
  CHECK(broken("аа бб вв", "аа бб вв") == Lines{"аа бб вв"});
  CHECK(broken("аа бб вв", "аа бб") == Lines{"аа бб", "вв"});
  CHECK(broken("аа бб вв", "аа б") == Lines{"аа", "бб", "вв"});
  CHECK(broken("аа, д. 128", "аа, д. 1") == Lines{"аа,", "д. 128"});
  CHECK(broken("ддддд. 128", "ддддд. 1") == Lines{"ддддд.", "128"});
  CHECK(broken("аааааа", "аа") == Lines{"аа", "аа", "аа"});
  CHECK(broken("а бббббб", "бб") == Lines{"а", "бб", "бб", "бб"});
  CHECK(broken("W", ".") == Lines{"W"});
  CHECK(broken("", "аа").empty());
}
