#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::letters {

/// A dark rectangle of a symbol, in modules from its upper left corner.
struct DarkModules {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// A barcode without its quiet zone. A linear symbol has a height of one module; whoever draws it stretches the bars.
struct Symbol {
  int width = 0;
  int height = 0;
  std::vector<DarkModules> dark;
};

/// Interleaved 2 of 5 (ISO/IEC 16390) of an even number of digits, wide:narrow 2:1, no check digit of its own.
/// internal_error with the library's reason if it cannot be made.
Result<Symbol> interleaved_2_of_5(std::string_view digits);

/// QR code (ISO/IEC 18004), error correction level M, of at most 300 bytes of UTF-8. configuration_invalid if the text
/// does not fit.
Result<Symbol> qr_code(std::string_view text);

}  // namespace postproof::letters
