#include "api/account_json.hpp"

#include "api/letter_json.hpp"

namespace postproof::api {

namespace {

namespace json = boost::json;

json::value instant_or_null(const std::optional<Instant>& instant, ZoneOffset zone) {
  return instant ? json::value(format_instant(*instant, zone)) : json::value(nullptr);
}

}  // namespace

json::object account_json(const AccountView& account, ZoneOffset zone) {
  const auto& why_not = account.cannot_order_because;
  return {{"account_id", account.account_id.str()},
          {"can_order", !why_not.has_value()},
          {"cannot_order_because", why_not ? json::value(code_of(*why_not)) : json::value(nullptr)},
          {"reorder_allowed_at", instant_or_null(account.reorder_allowed_at, zone)},
          {"attempts_left", account.attempts_left},
          {"confirmed_at", instant_or_null(account.confirmed_at, zone)},
          {"letter", account.letter ? json::value(letter_json(*account.letter, zone)) : json::value(nullptr)}};
}

}  // namespace postproof::api
