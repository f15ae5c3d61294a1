#include "api/account_json.hpp"
#include "api/confirmation_body.hpp"
#include "api/handlers.hpp"
#include "api/keeping_call.hpp"
#include "api/letter_json.hpp"
#include "api/query_fields.hpp"
#include "api/void_body.hpp"

namespace postproof::api {

namespace {

/// The account id in the path; validation_failed where it is of another shape.
Result<AccountId> account_in_path(Call& call) {
  const std::string& id = call.exchange.parameters.front();
  if (is_account_id(id)) return AccountId{id};
  return Error{ErrorKind::validation_failed,
               "the path names no account",
               {{"account_id", id.size() > 64 ? "too_long" : "bad_characters",
                 "an account id is 1-64 of A-Z, a-z, 0-9, . _ : -"}},
               {}};
}

}  // namespace

Task<Result<Answer>> show_account(Call& call) {
  const Result<AccountId> id = account_in_path(call);
  if (!id) co_return id.error();
  const auto start = [&](Done<AccountView> done) { call.backend.account(id.value(), std::move(done)); };
  const Result<AccountView> found = co_await call.waiter.ask<AccountView>(start);
  if (!found) co_return found.error();
  co_return json_answer(200, account_json(found.value(), call.backend.zone()));
}

Task<Result<Answer>> void_account(Call& call) {
  const Result<AccountId> id = account_in_path(call);
  if (!id) co_return id.error();
  const Result<orders::VoidReason> reason = read_void_body(call.document, std::move(call.exchange.field_errors));
  if (!reason) co_return reason.error();
  const auto start = [&](std::optional<Keeping<AccountView>> keeping, Done<Said<AccountView>> done) {
    call.backend.void_account(id.value(), reason.value(), call.exchange.identity.token_name, std::move(keeping),
                              std::move(done));
  };
  const auto render = [zone = call.backend.zone()](const AccountView& account) {
    return json_answer(200, account_json(account, zone));
  };
  co_return co_await make_kept_call<AccountView>(call, start, render);
}

Task<Result<Answer>> confirm(Call& call) {
  Result<ConfirmationBody> body = read_confirmation_body(call.document, std::move(call.exchange.field_errors));
  if (!body) co_return std::move(body).error();
  const auto start = [&](std::optional<Keeping<orders::Confirmation>> keeping, Done<Said<orders::Confirmation>> done) {
    ConfirmationBody& asked = body.value();
    call.backend.confirm(std::move(asked.account_id), std::move(asked.typed), std::move(keeping), std::move(done));
  };
  const auto render = [zone = call.backend.zone()](const orders::Confirmation& confirmation) {
    return json_answer(200, confirmation_json(confirmation, zone));
  };
  co_return co_await make_kept_call<orders::Confirmation>(call, start, render);
}

}  // namespace postproof::api
