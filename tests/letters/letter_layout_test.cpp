#include "letters/letter_layout.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "letters/barcode.hpp"
#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;
using namespace postproof::letters::test;

namespace {

const Geometry& geometry() {
  static const Geometry parsed = parse_geometry(text_file(good_settings().geometry_file), "g").value();
  return parsed;
}

const Symbol& qr() {
  static const Symbol symbol = qr_code("https://a.example").value();
  return symbol;
}

const SenderLines& sender() {
  static const SenderLines lines{"Ведомство", {}};
  return lines;
}

LayoutParts parts() { return {geometry(), fonts(), sender(), "https://a.example", qr()}; }

FieldValues values(const std::string& addressee) {
  return {addressee, "22\u00A0января 2027", "https://a.example", "Ведомство", "10100024004170"};
}

/// A template whose only unusual thing is where it names addressee and number.
LetterLayout layout(const std::string& greeting, const std::string& footer = "Письмо №~{{track_number}}.") {
  const std::string text = "[heading]\nЗаголовок\n[paragraph]\n" + greeting +
                           "\n\nТекст.\n[code]\nКод\n[deadline]\n{{valid_through}}\n[paragraph]\n{{portal_url}}\n"
                           "[footer]\n" +
                           footer + "\n";
  auto made = LetterLayout::make(parse_template(text, "t").value(), "t", values("Иван Иванович"), parts());
  if (!made) FAIL(made.error().detail);
  return std::move(made).value();
}

/// What a plate holds: texts, and gaps by name.
std::vector<std::string> outline_of(const Sheet& sheet) {
  std::vector<std::string> outline;
  for (const auto& run : sheet.texts) {
    switch (run.gap) {
      case Gap::none: outline.push_back(run.code ? "[code]" : run.text); break;
      case Gap::label: outline.emplace_back("[label]"); break;
      case Gap::address: outline.emplace_back("[address]"); break;
      case Gap::addressee: outline.emplace_back("[addressee]"); break;
      case Gap::track_number: outline.emplace_back("[number]"); break;
    }
  }
  return outline;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a plate holds the common text in reading order and a gap for each part that differs") {
  const LetterLayout made = layout("Здравствуйте, {{addressee}}!");
  const auto plate = made.plate(1, values(""), parts());
  REQUIRE(plate);
  CHECK(outline_of(*plate) == Strings{"Ведомство", "ПОЧТА РОССИИ", "ЗАКАЗНОЕ", "[label]", "[address]", "Заголовок",
                                      "[addressee]", "Текст.", "Код", "[code]", "22 января 2027", "https://a.example",
                                      "Письмо № ", "[number]", "."});
}

TEST_CASE("what stands below the addressee moves down a line for each line of the name") {
  const LetterLayout made = layout("Здравствуйте, {{addressee}}!");
  const auto text_at = [&](std::size_t lines) {
    const auto plate = made.plate(lines, values(""), parts());
    REQUIRE(plate);
    for (const auto& run : plate->texts) {
      if (run.text == "Текст.") return run.baseline.y;
    }
    return 0.0;
  };
  CHECK(text_at(2) - text_at(1) == Approx(made.addressee_style().leading_mm));
}

TEST_CASE("there is a plate for every number of lines a name may take, and none beyond") {
  const LetterLayout made = layout("Здравствуйте, {{addressee}}!");
  std::string name = "Анна";
  std::size_t most = 0;
  for (int words = 0; words < 400; ++words, name += " Анна") {
    const auto lines = made.addressee_lines(values(name), fonts());
    if (!lines) break;
    most = lines->size();
    REQUIRE(made.plate(most, values(name), parts()));
  }
  CHECK(most >= 2);
  CHECK_FALSE(made.plate(most + 1, values(""), parts()));
  CHECK_FALSE(made.addressee_lines(values(std::string(200, 'W')), fonts()));
}

TEST_CASE("a whole page says what plate and gaps say together") {
  const LetterLayout made = layout("Здравствуйте, {{addressee}}!");
  const FieldValues fields = values("Анна Сергеевна");
  const FittedAddress address{11, 5, {{"Смирнова Анна", true}, {"101000", true}}};
  const auto page = made.page({address, fields}, parts());
  REQUIRE(page);
  Strings texts;
  for (const auto& run : page.value().own.texts) texts.push_back(run.code ? "[code]" : run.text);
  CHECK(texts == Strings{"Ведомство", "ПОЧТА РОССИИ", "ЗАКАЗНОЕ", "101000", "24", "00417", "0", "Смирнова Анна",
                         "101000", "Заголовок", "Здравствуйте, Анна Сергеевна!", "Текст.", "Код", "[code]",
                         "22 января 2027", "https://a.example", "Письмо № ", "10100024004170", "."});
}

TEST_CASE("a template may name the addressee elsewhere, or not at all") {
  const LetterLayout below = layout("Здравствуйте!", "Для {{addressee}}, №~{{track_number}}");
  const auto lines = below.addressee_lines(values("Анна"), fonts());
  REQUIRE(lines);
  REQUIRE(lines->size() == 1);
  CHECK(lines->front().stretches.size() == 2);
  CHECK(lines->front().stretches[0].text == "Для Анна, № ");
  CHECK(lines->front().stretches[1].text == "10100024004170");
  CHECK(lines->front().stretches[1].track_number);
  const auto plate = below.plate(1, values(""), parts());
  REQUIRE(plate);
  CHECK(outline_of(*plate).back() == "[addressee]");

  const LetterLayout nobody = layout("Здравствуйте!", "Без имени");
  const auto none = nobody.addressee_lines(values("Анна"), fonts());
  REQUIRE(none);
  CHECK(none->empty());
  REQUIRE(nobody.plate(0, values(""), parts()));
}
