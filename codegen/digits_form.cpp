#include "codegen/digits_form.hpp"

#include <array>

namespace postproof::codegen {

namespace {

constexpr std::array<std::array<std::uint8_t, 10>, 10> quasigroup{{
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
    {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
    {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
    {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
    {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
    {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
    {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}};

int value_of(char32_t c) { return c >= U'0' && c <= U'9' ? static_cast<int>(c - U'0') : -1; }

int combine(int interim, int value) {
  return quasigroup[static_cast<std::size_t>(interim)][static_cast<std::size_t>(value)];
}

}  // namespace

const CodeForm& digits_form() {
  static const CodeForm form{{"digits", "0123456789", value_of, combine}};
  return form;
}

}  // namespace postproof::codegen
