#include "letters/bar_table.hpp"

#include <algorithm>
#include <span>
#include <string>

#include <fmt/format.h>

#include "letters/barcode.hpp"
#include "letters/geometry.hpp"

namespace postproof::letters {

namespace {

constexpr std::size_t bars_at_start = 2;
constexpr std::size_t bars_per_pair = 5;
constexpr std::size_t bars_at_end = 2;
constexpr int modules_at_start = 4;
constexpr int modules_per_pair = 14;

std::string rectangles(std::span<const DarkModules> bars) {
  std::string text;
  for (const auto& bar : bars) text += fmt::format("{} 0 {} 1 re\n", bar.x, bar.width);
  return text;
}

/// True if the bars of a pair begin where the pair does and stay inside it.
bool lie_in_pair(std::span<const DarkModules> bars, std::size_t pair) {
  const int begin = modules_at_start + modules_per_pair * static_cast<int>(pair);
  return bars.front().x == begin && bars.back().x + bars.back().width <= begin + modules_per_pair;
}

}  // namespace

Result<BarTable> BarTable::make() {
  BarTable table;
  table.entries_.resize(pairs * values);
  for (std::size_t value = 0; value < values; ++value) {
    std::string number;
    for (std::size_t pair = 0; pair < pairs; ++pair) number += fmt::format("{:02}", value);
    PP_TRY(const Symbol symbol, interleaved_2_of_5(number));
    const std::span<const DarkModules> bars(symbol.dark);
    if (bars.size() != bars_at_start + pairs * bars_per_pair + bars_at_end || symbol.width != track_number_modules) {
      return fail(ErrorKind::internal_error, "the barcode library does not draw Interleaved 2 of 5 as it should");
    }
    for (std::size_t pair = 0; pair < pairs; ++pair) {
      const auto own = bars.subspan(bars_at_start + pair * bars_per_pair, bars_per_pair);
      const std::string text = rectangles(own);
      Entry& entry = table.entries_[pair * values + value];
      if (!lie_in_pair(own, pair) || text.size() > entry.bytes.size()) {
        return fail(ErrorKind::internal_error, "the barcode library does not draw Interleaved 2 of 5 as it should");
      }
      std::copy(text.begin(), text.end(), entry.bytes.begin());
      entry.size = static_cast<std::uint8_t>(text.size());
    }
    table.begin_ = rectangles(bars.first(bars_at_start));
    table.end_ = rectangles(bars.last(bars_at_end)) + "f\n";
  }
  return table;
}

}  // namespace postproof::letters
