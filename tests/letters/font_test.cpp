#include "letters/font.hpp"

#include <catch2/catch.hpp>

#include "tests/letters/fixtures.hpp"

using namespace postproof;
using namespace postproof::letters;

TEST_CASE("the text faces have the letters of Russian, English, Tatar, Bashkir and Yakut") {
  constexpr const char* letters =
      "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
      "ӘәӨөҮүҖҗҢңҺһҠҡҪҫҘҙҒғҤҥҔҕ-'’.,/()№«»\"–— ";
  CHECK(test::fonts().regular.first_missing(letters) == 0);
  CHECK(test::fonts().bold.first_missing(letters) == 0);
}

TEST_CASE("a character without a glyph is missing") {
  CHECK(test::fonts().regular.first_missing("а\uA640") == U'\uA640');
  CHECK(test::fonts().regular.first_missing("漢") == U'漢');
  CHECK(test::fonts().regular.first_missing("😀") == U'😀');
  CHECK(test::fonts().regular.first_missing("\xFF") != 0);
  CHECK_FALSE(test::fonts().regular.has(0xFFFF));
  CHECK_FALSE(test::fonts().regular.has(0x110000));
}

TEST_CASE("widths are those of the font") {
  // PT Mono is 600 units of 1000 wide throughout.
  CHECK(test::fonts().mono.width("0O1l", 10) == Approx(4 * 6 * mm_per_point));
  CHECK(test::fonts().regular.width("", 10) == 0);
  CHECK(test::fonts().regular.width("AA", 10) == Approx(2 * test::fonts().regular.width("A", 10)));
  CHECK(test::fonts().regular.width("A", 20) == Approx(2 * test::fonts().regular.width("A", 10)));
}

TEST_CASE("a cut or damaged font is refused or read, never worse") {
  const Bytes& whole = test::fonts().regular.file();
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 3) {
    (void)Font::parse(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), "cut");
  }
  CHECK_FALSE(Font::parse({}, "empty"));
  CHECK_FALSE(Font::parse(Bytes(100, 0xFF), "ones"));
  for (std::size_t at = 0; at < 400; ++at) {
    for (const auto value : {std::uint8_t{0x00}, std::uint8_t{0x7F}, std::uint8_t{0xFF}}) {
      Bytes damaged = whole;
      damaged[at] = value;
      (void)Font::parse(std::move(damaged), "damaged");
    }
  }
}

TEST_CASE("widths are sums of whole units, and digits are equally wide") {
  const Font& font = test::fonts().regular;
  CHECK(font.units("Анна") == font.units("Ан") + font.units("на"));
  CHECK(font.width("Анна", 11) == font.width_of(font.units("Анна"), 11));
  CHECK(font.has_even_digits());
  CHECK(test::fonts().bold.has_even_digits());
  CHECK(test::fonts().mono.has_even_digits());
  CHECK(font.thousandths(U'0') > 400);
  CHECK(font.thousandths(U'0') < 700);
  CHECK(font.glyph(U'А') != 0);
  CHECK(font.glyph(U'А') != font.glyph(U'Б'));
}
