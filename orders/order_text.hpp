#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postproof::orders {

/// What a text of an order may hold.
enum class TextClass : std::uint8_t {
  name,     ///< Cyrillic or Latin letters (not both in one word), space, - ' ’ . ; first a letter
  address,  ///< also ASCII digits and , / ( ) № « » " – — ; first a letter, digit, « or №
};

inline constexpr int longest_text_code_points = 128;

/// Whether the bytes are UTF-8 throughout (no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

/// The text in NFC without white space at its ends; nothing if it is no valid UTF-8.
std::optional<std::string> normalised(std::string_view text);

/// Nothing if the normalised text is good, else the field code that says what is wrong: too_long, bad_characters.
std::optional<std::string_view> fault_of(std::string_view normalised_text, TextClass text_class);

/// Whether an address text asks for something other than delivery to a house: a PO box, poste restante, a military
/// unit.
bool names_no_house(std::string_view normalised_text);

}  // namespace postproof::orders
