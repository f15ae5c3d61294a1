#include "letters/barcode.hpp"

#include <cmath>
#include <memory>
#include <string>

#include <zint.h>

namespace postproof::letters {

namespace {

struct SymbolDeleter {
  void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};
using ZintSymbol = std::unique_ptr<zint_symbol, SymbolDeleter>;

/// The library draws a module as two of its units.
constexpr float units_per_module = 2.0F;

int modules(float units) { return static_cast<int>(std::lround(units / units_per_module)); }

/// The library's drawing of an encoded symbol as whole modules.
Result<Symbol> drawn(ZintSymbol& zint, std::string_view text) {
  if (!zint) return fail(ErrorKind::internal_error, "the barcode library is out of memory");
  zint->show_hrt = 0;
  zint->scale = 1;
  const int length = static_cast<int>(text.size());
  const auto* source = reinterpret_cast<const unsigned char*>(text.data());
  if (ZBarcode_Encode_and_Buffer_Vector(zint.get(), source, length, 0) >= ZINT_ERROR || zint->vector == nullptr) {
    return fail(ErrorKind::internal_error, std::string("the barcode library refused: ") + zint->errtxt);
  }
  Symbol symbol;
  symbol.width = zint->width;
  symbol.height = zint->rows;
  const bool linear = zint->rows == 1;
  for (const auto* rect = zint->vector->rectangles; rect != nullptr; rect = rect->next) {
    symbol.dark.push_back(
        {modules(rect->x), linear ? 0 : modules(rect->y), modules(rect->width), linear ? 1 : modules(rect->height)});
  }
  return symbol;
}

/// The same bars with every wide element two modules wide; the library makes them three.
Symbol with_wide_as_two(const Symbol& drawn) {
  const auto narrowed = [](int modules) { return modules > 1 ? 2 : modules; };
  Symbol symbol{0, 1, {}};
  int drawn_end = 0;
  for (const auto& bar : drawn.dark) {
    const int x = symbol.width + narrowed(bar.x - drawn_end);
    symbol.dark.push_back({x, 0, narrowed(bar.width), 1});
    symbol.width = x + narrowed(bar.width);
    drawn_end = bar.x + bar.width;
  }
  return symbol;
}

}  // namespace

Result<Symbol> interleaved_2_of_5(std::string_view digits) {
  ZintSymbol zint(ZBarcode_Create());
  if (zint) zint->symbology = BARCODE_C25INTER;
  PP_TRY(const Symbol symbol, drawn(zint, digits));
  return with_wide_as_two(symbol);
}

Result<Symbol> qr_code(std::string_view text) {
  constexpr std::size_t most_bytes = 300;
  if (text.empty() || text.size() > most_bytes) {
    return fail(ErrorKind::configuration_invalid, "a QR code takes 1 to 300 bytes");
  }
  ZintSymbol zint(ZBarcode_Create());
  if (zint) {
    zint->symbology = BARCODE_QRCODE;
    zint->input_mode = UNICODE_MODE;
    zint->option_1 = 2;  // level M
  }
  return drawn(zint, text);
}

}  // namespace postproof::letters
