#pragma once

#include <string_view>

#include "letters/letter_template.hpp"
#include "letters/typesetter.hpp"

namespace postproof::letters {

/// The code printed on specimens; made up.
inline constexpr std::string_view specimen_code = "1234 5678 9012";

/// A letter to nobody: every field filled with invented data, no code. For previews and for checking templates.
LetterContent specimen(orders::Language language);

/// The widest field values that a template has to bear: a given name and a patronymic of 30 letters each, the
/// longest name of a month.
FieldValues widest_values(orders::Language language, std::string_view portal_url, std::string_view sender_name);

}  // namespace postproof::letters
