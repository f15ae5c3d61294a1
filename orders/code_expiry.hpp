#pragma once

#include "orders/rules.hpp"

namespace postproof::orders {

/// Until when a code works: the day that is printed and the one instant that is enforced.
struct CodeExpiry {
  Date valid_through{};
  Instant expires_at{};  ///< exclusive
  friend bool operator==(const CodeExpiry&, const CodeExpiry&) = default;
};

/// Computed once, at sealing: the printed day is the sealing day in `rules.zone` plus code_valid_days; the instant is
/// the midnight that ends this day in `rules.expiry_zone`.
CodeExpiry expiry_of(Instant sealed_at, const Rules& rules);

}  // namespace postproof::orders
