#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "letters/envelope.hpp"
#include "letters/font.hpp"
#include "letters/template_shelf.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// glyph_missing for each field with a character that the text faces lack; the message names the character's number.
std::vector<FieldError> missing_glyphs(const orders::Recipient& recipient, const orders::Address& address,
                                       const Fonts& fonts);

/// validation_failed with the fields that missing_glyphs() finds.
Result<void> check_letters(const orders::Recipient& recipient, const orders::Address& address, const Fonts& fonts);

/// file_invalid with file and line for a character of a template that the text faces lack.
Result<void> check_glyphs(const ShelvedTemplate& found, const Fonts& fonts);

/// configuration_invalid for a sender without a name or with a line that cannot be printed; at most 12 lines.
Result<void> check_sender(const SenderLines& sender, const Fonts& fonts);

/// configuration_invalid unless it begins with http:// or https://, has 1-200 bytes, no blanks, and can be printed.
Result<void> check_portal_url(std::string_view url, const Fonts& fonts);

}  // namespace postproof::letters
