#pragma once

#include <optional>
#include <string_view>

namespace postproof::codegen {

/// Takes one code point off the front of `rest` (not empty). Nothing, and `rest` as it was, if it does not begin with
/// well-formed UTF-8 (Unicode 15.0, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
std::optional<char32_t> take_code_point(std::string_view& rest);

/// What people put between the groups of a code: the tab, the blanks of every width (general category Zs, no-break
/// ones included), and hyphens and dashes of every kind (property Dash of Unicode 15.0, and the soft hyphen U+00AD).
/// Line ends, zero-width and other invisible characters are none.
bool is_code_separator(char32_t c);

}  // namespace postproof::codegen
