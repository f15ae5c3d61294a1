#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::letters {

/// The bars of every 14-digit number as operators of a PDF content stream: rectangles in units of one module by the
/// height of the bars, from the lower left corner of the first bar, and their filling. Two digits share their bars and
/// spaces (ISO/IEC 16390) and always take 14 modules, so a number is seven entries of a table. The table is taken from
/// interleaved_2_of_5(). Immutable; any thread.
class BarTable {
 public:
  /// internal_error if the barcode library does not draw what the standard says.
  static Result<BarTable> make();

  /// Calls sink(std::string_view) with the parts of the operators; `number` is 14 digits.
  template <class Sink>
  void write(std::string_view number, Sink&& sink) const {
    sink(begin_);
    for (std::size_t pair = 0; pair < pairs; ++pair) {
      const int value = (number[2 * pair] - '0') * 10 + (number[2 * pair + 1] - '0');
      sink(entries_[pair * values + static_cast<std::size_t>(value)].text());
    }
    sink(end_);
  }

 private:
  static constexpr std::size_t pairs = 7;
  static constexpr std::size_t values = 100;

  /// Five rectangles.
  struct Entry {
    std::array<char, 71> bytes{};
    std::uint8_t size = 0;
    std::string_view text() const { return {bytes.data(), size}; }
  };

  BarTable() = default;

  std::vector<Entry> entries_;
  std::string begin_;
  std::string end_;
};

}  // namespace postproof::letters
