#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postproof::batches {

/// What stands in the posting list for a character, as cp866 bytes: itself where cp866 has it, else one to four
/// characters by the table of docs/formats.md: letters of the languages of Russia become the nearest Russian letter,
/// Latin letters lose their marks, quotation marks and dashes become plain ones, a vertical bar a slash, controls and
/// blanks of any kind a blank. Total: what has no entry is a question mark. Never gives | or a control.
std::string_view in_cp866(char32_t character);

/// Appends a UTF-8 text as cp866 by that table. Broken bytes become question marks.
void append_cp866(std::string& out, std::string_view utf8);

/// The first character of a UTF-8 text for which the table has nothing but a question mark; 0 if there is none.
char32_t first_without_cp866(std::string_view utf8);

/// cp866 bytes as UTF-8: ASCII from the blank to ~, Russian letters, Ё Є Ї Ў in both cases, ° ∙ · √ №. Nothing if there
/// is any other byte.
std::optional<std::string> utf8_of_cp866(std::string_view bytes);

}  // namespace postproof::batches
