#include "orders/address.hpp"

#include <array>

namespace postproof::orders {

std::string_view name_of(Language language) { return language == Language::ru ? "ru" : "en"; }

std::optional<Language> language_of(std::string_view name) {
  if (name == "ru") return Language::ru;
  if (name == "en") return Language::en;
  return std::nullopt;
}

namespace {
constexpr std::array<std::string_view, 3> level_names{"simplified", "standard", "confirmed"};
}

std::string_view name_of(AccountLevel level) { return level_names.at(static_cast<std::size_t>(level)); }

std::optional<AccountLevel> account_level_of(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (level_names[i] == name) return static_cast<AccountLevel>(i);
  }
  return std::nullopt;
}

}  // namespace postproof::orders
