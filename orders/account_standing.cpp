#include "orders/account_standing.hpp"

#include <algorithm>

#include "orders/reorder_rule.hpp"

namespace postproof::orders {

AccountStanding standing_of(const AccountFacts& facts, const std::vector<Instant>& attempts, bool track_numbers_left,
                            const Rules& rules, Instant now) {
  AccountStanding standing;
  standing.reorder_allowed_at = reorder_allowed_at(facts, rules);
  const Result<void> allowed = may_order(AccountLevel::standard, facts, rules, now);
  if (!allowed) standing.cannot_order_because = allowed.error().kind;
  if (allowed && !track_numbers_left) standing.cannot_order_because = ErrorKind::track_numbers_exhausted;
  const auto counted =
      std::ranges::count_if(attempts, [&](Instant attempt) { return attempt > now - rules.account_window; });
  standing.attempts_left = std::max(0, rules.account_attempts - static_cast<int>(counted));
  return standing;
}

}  // namespace postproof::orders
