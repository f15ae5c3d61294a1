#include "orders/reorder_rule.hpp"

#include <algorithm>

namespace postproof::orders {

namespace {

bool runs_the_days(const AccountLetter& letter, const Rules& rules) {
  if (!is_counted(letter.status)) return false;
  if (rules.returned_frees_reorder && letter.status == LetterStatus::returned) return false;
  return !(rules.locked_frees_reorder && letter.code_status == CodeStatus::locked);
}

/// The newest letter that the 30 days run from; nullptr if there is none.
const AccountLetter* newest_counted(const AccountFacts& account, const Rules& rules) {
  const AccountLetter* newest = nullptr;
  for (const AccountLetter& letter : account.letters) {
    if (!runs_the_days(letter, rules)) continue;
    if (newest == nullptr || letter.ordered_at > newest->ordered_at) newest = &letter;
  }
  return newest;
}

Result<void> check_level(AccountLevel level, const AccountFacts& account) {
  if (level == AccountLevel::simplified) {
    return fail(ErrorKind::account_not_standard, "only an account of level standard may order a letter");
  }
  if (level == AccountLevel::confirmed || account.confirmed_at) {
    return fail(ErrorKind::account_already_confirmed, "the account is confirmed already");
  }
  return success();
}

Result<void> check_reorder(const AccountFacts& account, const Rules& rules, Instant now) {
  const AccountLetter* newest = newest_counted(account, rules);
  if (newest == nullptr) return success();
  const Instant allowed_at = newest->ordered_at + days_in_seconds(rules.reorder_days);
  if (now >= allowed_at) return success();
  const bool over = is_final(newest->status);
  Error refusal = over ? fail(ErrorKind::reorder_too_early, "the next letter may be ordered when the wait is over")
                       : fail(ErrorKind::letter_already_pending, "a letter of this account is still under way");
  refusal.facts.letter_id = newest->id.str();
  refusal.facts.reorder_allowed_at = allowed_at;
  refusal.facts.retry_after = allowed_at - now;
  return refusal;
}

Result<void> check_order_limit(const AccountFacts& account, const Rules& rules, Instant now) {
  std::vector<Instant> leaves;  // when each recent order stops counting
  for (const AccountLetter& letter : account.letters) {
    const Instant until = letter.ordered_at + days_in_seconds(30);
    if (now < until) leaves.push_back(until);
  }
  const auto limit = static_cast<std::size_t>(rules.order_limit);
  if (leaves.size() < limit) return success();
  std::ranges::sort(leaves);
  Error refusal = fail(ErrorKind::order_limit_reached, "too many letters were ordered for this account in 30 days");
  refusal.facts.retry_after = leaves[leaves.size() - limit] - now;
  return refusal;
}

}  // namespace

Result<void> may_order(AccountLevel level, const AccountFacts& account, const Rules& rules, Instant now) {
  if (!rules.ordering_enabled) return fail(ErrorKind::ordering_disabled, "ordering is switched off at present");
  PP_TRYV(check_level(level, account));
  PP_TRYV(check_reorder(account, rules, now));
  return check_order_limit(account, rules, now);
}

std::optional<Instant> reorder_allowed_at(const AccountFacts& account, const Rules& rules) {
  const AccountLetter* newest = newest_counted(account, rules);
  if (newest == nullptr) return std::nullopt;
  return newest->ordered_at + days_in_seconds(rules.reorder_days);
}

}  // namespace postproof::orders
