#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "letters/font.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// Surname, name, patronymic: replaces what `out` held.
void join_name(std::string& out, const orders::Recipient& recipient);

/// An address in one line, index first, as lists of the post have it: "101000, Москва, Мясницкая улица, д. 26, кв. 7".
/// Replaces what `out` held.
void join_address(std::string& out, const orders::Address& address);

/// Cuts a text into lines that fit, appending them to `lines`: at blanks, after an abbreviation only
/// if there is no other, and inside a word that is wider than a line.
/// The lines are parts of `text`. Nothing is left out but the blanks at the cuts.
void break_into(std::vector<std::string_view>& lines, std::string_view text, const Font& font, double points,
                double width_mm);

}  // namespace postproof::letters
