#pragma once

#include <optional>
#include <vector>

#include "core/error.hpp"
#include "orders/letter.hpp"

namespace postproof::orders {

/// What an account may do at one instant.
struct AccountStanding {
  std::optional<ErrorKind> cannot_order_because;  ///< what an order with level standard would be refused with now
  std::optional<Instant> reorder_allowed_at;      ///< see reorder_rule.hpp
  int attempts_left = 0;                          ///< before too_many_attempts
};

/// The standing of an account with these letters and confirmations, these attempts (any of them that are older than the
/// window do not count) at `now`, where track numbers are left or not.
AccountStanding standing_of(const AccountFacts& facts, const std::vector<Instant>& attempts, bool track_numbers_left,
                            const Rules& rules, Instant now);

}  // namespace postproof::orders
