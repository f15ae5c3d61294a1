#include "app/token_text.hpp"

namespace postproof::app {

namespace {

constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t symbol_count = 43;  // 258 bits

}  // namespace

Result<Secret> create_token(House& house, const std::string& name, const std::string& role, const std::string& by) {
  Bytes random(symbol_count);
  house.entropy().fill(random);
  Bytes text{'p', 'p', '_'};
  text.reserve(text.size() + symbol_count);
  for (const std::uint8_t byte : random) text.push_back(static_cast<std::uint8_t>(symbols[byte % symbols.size()]));
  wipe(random);
  Secret token(std::move(text));
  PP_TRY(const Digest digest, house.token_digest(token));
  PP_TRYV(house.database().desk().add_token(store::TokenRow{name, role, house.now(), std::nullopt}, digest, by));
  return token;
}

}  // namespace postproof::app
