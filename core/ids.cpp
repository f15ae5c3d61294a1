#include "core/ids.hpp"

#include <algorithm>
#include <array>

namespace postproof {

namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view prefix = "ltr_";
constexpr std::size_t symbols = 26;  // 130 bits hold the 128 of the id

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

LetterId make_letter_id(Instant now, Entropy& entropy) {
  std::array<std::uint8_t, 16> bits{};
  entropy.fill(bits);
  const auto milliseconds = static_cast<std::uint64_t>(unix_seconds_of(now)) * 1000;
  for (std::size_t i = 0; i < 6; ++i) bits[i] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - i)));
  std::string text{prefix};
  text.reserve(prefix.size() + symbols);
  for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
    unsigned value = 0;
    for (std::size_t bit = symbol * 5; bit < symbol * 5 + 5; ++bit) {
      const std::size_t at = bit - std::min<std::size_t>(bit, 2);  // two leading zero bits fill 128 up to 130
      const bool set = bit >= 2 && ((bits[at / 8] >> (7 - at % 8)) & 1U) != 0;
      value = value * 2 + (set ? 1 : 0);
    }
    text.push_back(alphabet[value]);
  }
  return LetterId{std::move(text)};
}

bool is_letter_id(std::string_view text) {
  return text.size() == prefix.size() + symbols && text.starts_with(prefix) &&
         std::ranges::all_of(text.substr(prefix.size()),
                             [](char c) { return alphabet.find(c) != std::string_view::npos; });
}

bool is_account_id(std::string_view text) {
  if (text.empty() || text.size() > 64 || !is_alphanumeric(text.front())) return false;
  return std::ranges::all_of(text,
                             [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '-'; });
}

}  // namespace postproof
