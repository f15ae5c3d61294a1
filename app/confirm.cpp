#include "app/confirm.hpp"

namespace postproof::app {

Result<orders::Confirmation> confirm(House& house, const AccountId& account, const Secret& typed) {
  PP_TRY(const Secret canonical, house.checker().canonical(typed.expose_text()));
  const Instant now = house.now();
  orders::Attempt attempt;
  PP_TRYV(house.database().run(now, [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRY(attempt, orders::reserve_attempt(transaction, account, house.rules(), now));
    return success();
  }));
  orders::ConfirmOutcome outcome;
  PP_TRYV(house.database().run(now, [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRY(outcome, orders::settle_attempt(transaction, attempt, canonical, house.checker(), house.rules(), now));
    return success();
  }));
  if (outcome.confirmed) return *outcome.confirmed;
  return outcome.refusal;
}

}  // namespace postproof::app
