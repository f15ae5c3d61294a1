#include "letters/barcode.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "letters/geometry.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

/// The symbol as a row of 1 (dark) and 0 modules.
std::string row_of(const Symbol& symbol) {
  std::string row(static_cast<std::size_t>(symbol.width), '0');
  for (const auto& bar : symbol.dark) {
    for (int i = 0; i < bar.width; ++i) row[static_cast<std::size_t>(bar.x + i)] = '1';
  }
  return row;
}

}  // namespace

TEST_CASE("interleaved 2 of 5 is the standard's pattern at 2:1") {
  // 1 = WNNNW in bars, 2 = NWNNW in spaces; start NNNN, stop WNN.
  const auto symbol = interleaved_2_of_5("12");
  REQUIRE(symbol);
  CHECK(row_of(symbol.value()) ==
        "1010"
        "11010010101100"
        "1101");
}

TEST_CASE("a track number takes 106 modules and no check digit of the symbology") {
  const auto symbol = interleaved_2_of_5("10100024004170");
  REQUIRE(symbol);
  CHECK(symbol.value().width == track_number_modules);
  CHECK(symbol.value().width == 106);
  CHECK(symbol.value().dark.size() == 2 + 7 * 5 + 2);
}

TEST_CASE("what cannot be a barcode is refused") {
  CHECK_FALSE(interleaved_2_of_5(""));
  CHECK_FALSE(interleaved_2_of_5("12a4"));
  CHECK_FALSE(qr_code(""));
  CHECK_FALSE(qr_code(std::string(301, 'a')));
  CHECK(qr_code(std::string(300, 'a')));
}

TEST_CASE("a QR code is a square with its finder patterns") {
  const auto symbol = qr_code("https://portal.example.ru");
  REQUIRE(symbol);
  CHECK(symbol.value().width == symbol.value().height);
  CHECK((symbol.value().width - 17) % 4 == 0);
  bool corner = false;
  for (const auto& dark : symbol.value().dark) {
    corner = corner || (dark.x == 0 && dark.y == 0 && dark.width == 7);
    CHECK(dark.x + dark.width <= symbol.value().width);
    CHECK(dark.y + dark.height <= symbol.value().height);
  }
  CHECK(corner);
}
