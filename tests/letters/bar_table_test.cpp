#include "letters/bar_table.hpp"

#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "letters/barcode.hpp"

using namespace postproof;
using namespace postproof::letters;

namespace {

std::string operators_of(const BarTable& table, const std::string& number) {
  std::string text;
  table.write(number, [&](std::string_view part) { text += part; });
  return text;
}

/// The operators as the barcode library's own drawing gives them.
std::string operators_of(const Symbol& symbol) {
  std::ostringstream text;
  for (const auto& bar : symbol.dark) text << bar.x << " 0 " << bar.width << " 1 re\n";
  return text.str() + "f\n";
}

}  // namespace

TEST_CASE("the bars of the table are those of the barcode library, for every pair at every place and many numbers") {
  const BarTable table = BarTable::make().value();
  std::string number = "00000000000000";
  for (int pair = 0; pair < 100; ++pair) {
    for (std::size_t place = 0; place < 7; ++place) {
      number[2 * place] = static_cast<char>('0' + pair / 10);
      number[2 * place + 1] = static_cast<char>('0' + pair % 10);
      REQUIRE(operators_of(table, number) == operators_of(interleaved_2_of_5(number).value()));
    }
  }
  unsigned long long scattered = 10100024004170ULL;
  for (int i = 0; i < 2000; ++i) {
    scattered = (scattered * 6364136223846793005ULL + 1442695040888963407ULL);
    const std::string digits = std::to_string(10'000'000'000'000ULL + scattered % 90'000'000'000'000ULL);
    REQUIRE(operators_of(table, digits) == operators_of(interleaved_2_of_5(digits).value()));
  }
}
