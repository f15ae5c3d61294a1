#include "codegen/code_form.hpp"

#include <optional>

#include "codegen/crockford_form.hpp"
#include "codegen/digits_form.hpp"
#include "codegen/typed_text.hpp"
#include "core/ensure.hpp"

namespace postproof::codegen {

namespace {

constexpr std::size_t random_symbols = CodeForm::length - 1;
constexpr std::size_t group = 4;

/// Collects the symbols of a typed code in `symbols` (empty, with room for a code); says what is wrong, or nothing.
std::optional<std::string> read_symbols(const CodeAlphabet& alphabet, std::string_view typed, Bytes& symbols) {
  if (typed.size() > CodeForm::most_typed_bytes) return "the code is too long";
  int interim = 0;
  while (!typed.empty()) {
    const std::optional<char32_t> c = take_code_point(typed);
    if (!c) return "the code is no valid UTF-8";
    if (is_code_separator(*c)) continue;
    const int value = alphabet.value_of(*c);
    if (value < 0) return "the code holds a character that no code has";
    if (symbols.size() == CodeForm::length) return "the code has more than 12 characters";
    symbols.push_back(static_cast<std::uint8_t>(alphabet.symbols[static_cast<std::size_t>(value)]));
    interim = alphabet.combine(interim, value);
  }
  if (symbols.size() < CodeForm::length) return "the code has fewer than 12 characters";
  if (interim != 0) return "the code is mistyped: its last character, which checks the others, does not fit";
  return std::nullopt;
}

}  // namespace

Result<Secret> CodeForm::canonical(std::string_view typed) const {
  Bytes symbols;
  symbols.reserve(length);
  std::optional<std::string> fault = read_symbols(alphabet_, typed, symbols);
  Secret code{std::move(symbols)};
  if (fault) return fail(ErrorKind::code_malformed, std::move(*fault));
  return code;
}

Secret CodeForm::from_mac(const MacBlocks& blocks) const {
  constexpr std::uint32_t most_blocks = 1000;  // a MAC that gives no usable byte in so many is broken
  const auto radix = static_cast<unsigned>(alphabet_.symbols.size());
  const unsigned limit = 256 - 256 % radix;
  Bytes symbols;
  symbols.reserve(length);
  int interim = 0;
  for (std::uint32_t number = 0; symbols.size() < random_symbols; ++number) {
    ensure(number < most_blocks, "the MAC gives usable bytes");
    Digest block = blocks(number);
    for (const std::uint8_t byte : block) {
      if (byte >= limit || symbols.size() == random_symbols) continue;
      symbols.push_back(static_cast<std::uint8_t>(alphabet_.symbols[byte % radix]));
      interim = alphabet_.combine(interim, static_cast<int>(byte % radix));
    }
    wipe(block);
  }
  symbols.push_back(static_cast<std::uint8_t>(alphabet_.symbols[static_cast<std::size_t>(interim)]));
  return Secret{std::move(symbols)};
}

Secret CodeForm::shown(const Secret& canonical) const {
  ensure(canonical.size() == length, "a canonical code has 12 symbols");
  const ByteView symbols = canonical.expose();
  Bytes text;
  text.reserve(length + length / group);
  for (std::size_t i = 0; i < length; ++i) {
    if (i > 0 && i % group == 0) text.push_back(' ');
    text.push_back(symbols[i]);
  }
  return Secret{std::move(text)};
}

const CodeForm* code_form_of(std::string_view name) {
  for (const CodeForm* form : {&digits_form(), &crockford_form()}) {
    if (form->name() == name) return form;
  }
  return nullptr;
}

}  // namespace postproof::codegen
