#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "codegen/sha256.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::codegen {

/// Pseudo-random blocks without end: block 0, 1, 2 ... are asked for in this order. The same number gives the same
/// block.
using MacBlocks = std::function<Digest(std::uint32_t number)>;

/// What one form of code is made of: an alphabet and a quasigroup over the values of its symbols.
struct CodeAlphabet {
  std::string_view name;
  std::string_view symbols;            ///< the symbol of each value; 2 to 256 of them, ASCII
  int (*value_of)(char32_t typed);     ///< the value that a typed character stands for, or -1
  int (*combine)(int interim, int v);  ///< the quasigroup operation; combine(x, x) = 0
};

/// One form of code: 11 random symbols and a check symbol (Damm: the quasigroup applied from the left, starting with
/// 0, ends in 0 after the check symbol). The canonical form of a code is its 12 symbols without anything between.
/// Immutable; any thread.
class CodeForm {
 public:
  static constexpr std::size_t length = 12;
  static constexpr std::size_t most_typed_bytes = 1024;

  /// `alphabet` is copied; its texts and functions must outlive the form.
  explicit CodeForm(const CodeAlphabet& alphabet) : alphabet_(alphabet) {}

  std::string_view name() const { return alphabet_.name; }

  /// The canonical form of what a person typed, in UTF-8. Separators (see is_code_separator) may stand anywhere.
  /// code_malformed for anything but 12 symbols with the right check symbol, for invalid UTF-8 and for more than
  /// most_typed_bytes. The message does not repeat what was typed.
  Result<Secret> canonical(std::string_view typed) const;

  /// A canonical code out of pseudo-random bytes, each symbol equally likely: a byte gives the symbol of its remainder
  /// unless it is among the last 256 mod n values of an alphabet of n, which are passed over. Same blocks, same code.
  Secret from_mac(const MacBlocks& blocks) const;

  /// As printed: three groups of four with a blank between.
  Secret shown(const Secret& canonical) const;

 private:
  CodeAlphabet alphabet_;
};

/// The form that a configuration names: "digits" or "crockford"; null for any other name. Lives as long as the
/// program.
const CodeForm* code_form_of(std::string_view name);

}  // namespace postproof::codegen
