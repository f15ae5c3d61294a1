#include "app/confirm_call.hpp"

#include <memory>
#include <utility>

#include "app/kept_calls.hpp"

namespace postproof::app {

namespace {

/// What both transactions need, kept alive until the answer is given.
struct Confirming {
  AccountId account;
  Secret canonical;
  Instant now{};
  std::optional<api::Keeping<orders::Confirmation>> keeping;
  orders::Attempt attempt;
  std::optional<api::Said<orders::Confirmation>> said;
  std::optional<Error> refusal;
  api::Done<api::Said<orders::Confirmation>> done;

  void tell() {
    if (said) return done(std::move(*said));
    done(std::move(*refusal));
  }
};
using UnderWay = std::shared_ptr<Confirming>;

/// The answer of a request that was made before, if it was.
Result<void> look_for_answer(Confirming& call, store::RepeatedRows& rows) {
  call.said.reset();  // work may be run again (store::Writer::Again)
  if (!call.keeping) return success();
  PP_TRY(const auto before, rows.begin(call.keeping->key.request, call.keeping->key.body, call.now));
  if (!before) return success();
  PP_TRY(api::Answer answer, repeated_answer(*before));
  call.said.emplace(std::move(answer));
  return success();
}

void take_outcome(Confirming& call, orders::ConfirmOutcome outcome, store::RepeatedRows& rows) {
  call.said.reset();
  call.refusal.reset();
  if (!call.keeping) {
    if (outcome.confirmed) call.said.emplace(std::move(*outcome.confirmed));
    if (!outcome.confirmed) call.refusal = std::move(outcome.refusal);
    return;
  }
  const Result<orders::Confirmation> told = outcome.confirmed ? Result<orders::Confirmation>(*outcome.confirmed)
                                                              : Result<orders::Confirmation>(outcome.refusal);
  api::Answer answer = call.keeping->render(told);
  if (is_kept(answer)) {
    rows.finish(call.keeping->key.request, kept_form(answer));
  } else {
    rows.give_up(call.keeping->key.request);
  }
  call.said.emplace(std::move(answer));
}

void settle(House& house, const UnderWay& call) {
  house.database().submit_kept(
      call->now,
      [&house, call](orders::Transaction& transaction, store::RepeatedRows& rows) -> Result<void> {
        PP_TRY(orders::ConfirmOutcome outcome, orders::settle_attempt(transaction, call->attempt, call->canonical,
                                                                      house.checker(), house.rules(), call->now));
        take_outcome(*call, std::move(outcome), rows);
        return success();
      },
      [call](Result<void> durable) {
        if (!durable) return call->done(durable.error());
        call->tell();
      });
}

}  // namespace

void start_confirmation(House& house, AccountId account, const Secret& typed,
                        std::optional<api::Keeping<orders::Confirmation>> keeping,
                        api::Done<api::Said<orders::Confirmation>> done) {
  auto canonical = house.checker().canonical(typed.expose_text());
  if (!canonical) {
    if (!keeping) return done(canonical.error());
    const Error refusal = canonical.error();
    const auto refuse = [refusal](orders::Transaction&) -> Result<orders::Confirmation> { return refusal; };
    return run_kept<orders::Confirmation>(house, house.now(), std::move(keeping), refuse, std::move(done));
  }
  auto call = std::make_shared<Confirming>();
  call->account = std::move(account);
  call->canonical = std::move(canonical.value());
  call->now = house.now();
  call->keeping = std::move(keeping);
  call->done = std::move(done);
  house.database().submit_kept(
      call->now,
      [&house, call](orders::Transaction& transaction, store::RepeatedRows& rows) -> Result<void> {
        PP_TRYV(look_for_answer(*call, rows));
        if (call->said) return success();
        PP_TRY(call->attempt, orders::reserve_attempt(transaction, call->account, house.rules(), call->now));
        return success();
      },
      [&house, call](Result<void> durable) {
        if (!durable) return call->done(durable.error());
        if (call->said) return call->tell();
        settle(house, call);
      });
}

}  // namespace postproof::app
