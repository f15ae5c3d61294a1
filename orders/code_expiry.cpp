#include "orders/code_expiry.hpp"

namespace postproof::orders {

CodeExpiry expiry_of(Instant sealed_at, const Rules& rules) {
  const Date printed = local_date(sealed_at, rules.zone) + std::chrono::days{rules.code_valid_days};
  return CodeExpiry{printed, instant_at(printed + std::chrono::days{1}, seconds{0}, rules.expiry_zone)};
}

}  // namespace postproof::orders
