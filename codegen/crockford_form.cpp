#include "codegen/crockford_form.hpp"

namespace postproof::codegen {

namespace {

constexpr std::string_view symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The Latin capital that a Cyrillic letter looks like, or 0.
char latin_twin(char32_t c) {
  switch (c) {
    case U'А':
    case U'а': return 'A';
    case U'В':
    case U'в': return 'B';
    case U'Е':
    case U'е': return 'E';
    case U'К':
    case U'к': return 'K';
    case U'М':
    case U'м': return 'M';
    case U'Н':
    case U'н': return 'H';
    case U'О':
    case U'о': return 'O';
    case U'Р':
    case U'р': return 'P';
    case U'С':
    case U'с': return 'C';
    case U'Т':
    case U'т': return 'T';
    case U'Х':
    case U'х': return 'X';
    case U'У':
    case U'у': return 'Y';
    default: return 0;
  }
}

/// An ASCII capital or digit for what was typed, or 0.
char folded(char32_t c) {
  if (c >= 0x80) return latin_twin(c);
  if (c >= U'a' && c <= U'z') return static_cast<char>(c - U'a' + U'A');
  return static_cast<char>(c);
}

int value_of(char32_t typed) {
  char c = folded(typed);
  if (c == 'I' || c == 'L') c = '1';
  if (c == 'O') c = '0';
  const std::size_t value = symbols.find(c);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

int combine(int interim, int value) {
  const int doubled = (interim ^ value) << 1;
  return doubled < 32 ? doubled : doubled ^ 0b100101;  // t^5 + t^2 + 1
}

}  // namespace

const CodeForm& crockford_form() {
  static const CodeForm form{{"crockford", symbols, value_of, combine}};
  return form;
}

}  // namespace postproof::codegen
