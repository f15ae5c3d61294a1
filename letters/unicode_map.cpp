#include "letters/unicode_map.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace postproof::letters {

std::string unicode_map() {
  std::string text =
      "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
      "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n";
  // A range may not go beyond one first byte, and a section holds at most 100 of them (Adobe technical note 5014).
  constexpr int most_ranges = 100;
  for (int first = 0; first < 0x100; first += most_ranges) {
    const int end = std::min(first + most_ranges, 0x100);
    text += fmt::format("{} beginbfrange\n", end - first);
    for (int high = first; high < end; ++high) text += fmt::format("<{0:02X}00><{0:02X}FF><{0:02X}00>\n", high);
    text += "endbfrange\n";
  }
  return text + "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n";
}

}  // namespace postproof::letters
