#include "letters/address_block.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "letters/text_flow.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

constexpr double width = 84;
constexpr double height = 27.6;

struct Texts {
  const char* last = "Смирнова";
  const char* first = "Анна";
  const char* middle = "Сергеевна";
  const char* region = "";
  const char* district = "";
  const char* city = "Москва";
  const char* street = "";
  const char* house = "26";
  const char* building = "";
  const char* apartment = "";
};

std::vector<AddressLine> lines_of(const Texts& t) {
  orders::Address address;
  address.index = PostalIndex("101000");
  address.region = Personal(t.region);
  address.district = Personal(t.district);
  address.city = Personal(t.city);
  address.street = Personal(t.street);
  address.house = Personal(t.house);
  address.building = Personal(t.building);
  address.apartment = Personal(t.apartment);
  return address_lines({Personal(t.last), Personal(t.first), Personal(t.middle)}, address);
}

std::vector<std::string> printed(const std::vector<AddressLine>& lines) {
  std::vector<std::string> texts;
  for (const auto& line : lines) texts.push_back(with_plain_blanks(line.text()));
  return texts;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("an address stands in the order of the postal rules") {
  Texts t;
  t.region = "Свердловская область";
  t.district = "Городской округ Екатеринбург";
  t.city = "Екатеринбург";
  t.street = "Мясницкая улица";
  t.building = "1";
  t.apartment = "7";
  CHECK(printed(lines_of(t)) == Strings{"Смирнова Анна Сергеевна", "Мясницкая улица, д. 26, корп. 1, кв. 7",
                                        "Екатеринбург", "Городской округ Екатеринбург", "Свердловская область",
                                        "101000"});
}

TEST_CASE("empty fields leave no trace and the settlement's name is not repeated as region") {
  Texts t;
  t.middle = "";
  t.region = "Москва";
  t.street = "Арбат";
  CHECK(printed(lines_of(t)) == Strings{"Смирнова Анна", "Арбат, д. 26", "Москва", "101000"});
}

TEST_CASE("a house without a street follows the settlement") {
  Texts t;
  t.city = "Яр";
  t.apartment = "2";
  CHECK(printed(lines_of(t))[1] == "Яр, д. 26, кв. 2");
}

TEST_CASE("numbers get their kind, words keep theirs") {
  struct Row {
    const char* house;
    const char* expected;
  };
  const auto row = GENERATE(values<Row>({{"26", "Арбат, д. 26"},
                                         {"159Б", "Арбат, д. 159Б"},
                                         {"1/2 к. А стр. 3", "Арбат, д. 1/2 к. А стр. 3"},
                                         {"А", "Арбат, д. А"},
                                         {"д. 26", "Арбат, д. 26"},
                                         {"влд. 5", "Арбат, влд. 5"},
                                         {"стр. 3", "Арбат, стр. 3"}}));
  Texts t;
  t.street = "Арбат";
  t.house = row.house;
  CHECK(printed(lines_of(t))[1] == row.expected);
}

TEST_CASE("an address is set as large as it goes, then broken at a word, else refused by field") {
  const std::string word90 = repeated("Щ", 90);
  const std::string long_street = "улица " + repeated("Маршала Советского Союза ", 4) + "Жукова";
  const std::string words128 = repeated("Щщщщщщщ ", 16);
  struct Row {
    const char* what;
    Texts texts;
    double points;  // 0: refused
    std::size_t lines;
    const char* field;
  };
  Texts plain, smaller, real, street, two_word, word, name_word, tall, region_word;
  real.last = "Петренко-Водолазский";
  real.first = "Константин";
  real.middle = "Александрович";
  real.region = "Ханты-Мансийский-Югра автономный округ";
  real.district = "Оленекский Эвенкийский национальный Улус";
  real.city = "Туристический Пансионат \"Клязьминское Водохранилище\"";
  real.street = "Маршала Советского Союза Жукова проспект";
  real.house = "118/2";
  real.building = "1";
  real.apartment = "305";
  smaller.region = "Республика Длинных и Очень Длинных Наименований";
  street.street = long_street.c_str();
  word.street = word90.c_str();
  name_word.last = word90.c_str();
  region_word.region = word90.c_str();
  tall.region = tall.district = tall.street = words128.c_str();
  const std::vector<Row> rows = {
      {"a short one at its natural size", plain, 11, 3, ""},
      {"the longest real one, broken in its street", real, 8, 7, ""},
      {"a region too wide at the natural size, smaller", smaller, 9.5, 4, ""},
      {"a long street, broken", street, 8, 6, ""},
      {"a word of 90 letters", word, 0, 0, "address.street"},
      {"a name of 90 letters", name_word, 0, 0, "recipient.last_name"},
      {"a region of 90 letters", region_word, 0, 0, "address.region"},
      {"too many lines", tall, 0, 0, "address.street"},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto fitting = fit_address(lines_of(row.texts), width, height, test::fonts());
    if (row.points == 0) {
      REQUIRE_FALSE(fitting.block);
      REQUIRE(fitting.misfits.size() == 1);
      CHECK(fitting.misfits[0].field == row.field);
      CHECK(fitting.misfits[0].code == "does_not_fit");
      continue;
    }
    REQUIRE(fitting.block);
    CHECK(fitting.misfits.empty());
    CHECK(fitting.block->points == row.points);
    CHECK(fitting.block->lines.size() == row.lines);
  }
}

TEST_CASE("nothing is cut: the printed lines hold every word, inside the area") {
  const std::string letters[] = {"Щ", "щ", "й", "1", "W"};
  for (int words = 1; words <= 30; ++words) {
    std::string text;
    for (int i = 0; i < words; ++i) text += repeated(letters[i % 5], 1 + i % 12) + " ";
    text.pop_back();
    Texts t;
    t.street = text.c_str();
    t.district = "Район";
    const auto lines = lines_of(t);
    const auto fitting = fit_address(lines, width, height, test::fonts());
    if (!fitting.block) {
      CHECK(fitting.misfits[0].field == "address.street");
      continue;
    }
    std::string wanted, got;
    for (const auto& line : lines) wanted += with_plain_blanks(line.text()) + " ";
    for (const auto& line : fitting.block->lines) {
      got += line.text + " ";
      const Font& font = line.strong ? test::fonts().bold : test::fonts().regular;
      CHECK(font.width(line.text, fitting.block->points) <= width);
    }
    CHECK(got == wanted);
    CHECK(static_cast<double>(fitting.block->lines.size()) * fitting.block->leading_mm <= height);
  }
}

TEST_CASE("each unfit line names its field") {
  const std::string word90 = repeated("Щ", 90);
  Texts t;
  t.first = t.house = t.region = word90.c_str();
  const auto fitting = fit_address(lines_of(t), width, height, test::fonts());
  REQUIRE(fitting.misfits.size() == 3);
  CHECK(fitting.misfits[0].field == "recipient.first_name");
  CHECK(fitting.misfits[1].field == "address.house");
  CHECK(fitting.misfits[2].field == "address.region");
}
