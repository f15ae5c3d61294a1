#pragma once

#include "core/result.hpp"
#include "orders/letter.hpp"

namespace postproof::orders {

/// Whether this account may order a letter at `now`. Refusals in order of precedence: ordering_disabled,
/// account_not_standard, account_already_confirmed, letter_already_pending or reorder_too_early (both with letter_id,
/// reorder_allowed_at, retry_after), order_limit_reached (with retry_after). Exhausted track numbers come after all of
/// these and are the store's to tell.
Result<void> may_order(AccountLevel level, const AccountFacts& account, const Rules& rules, Instant now);

/// The instant from which the 30-day rule alone lets the account order again; `now` or earlier where it does not bind.
/// Nothing if the account has no counted letter.
std::optional<Instant> reorder_allowed_at(const AccountFacts& account, const Rules& rules);

}  // namespace postproof::orders
