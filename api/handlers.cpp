#include "api/handlers.hpp"

#include "api/answers.hpp"
#include "api/confirmation_body.hpp"
#include "api/letter_json.hpp"
#include "api/order_body.hpp"

namespace postproof::api {

Task<Result<Answer>> place_letter(Call& call) {
  Result<orders::Order> order =
      read_order_body(call.document, call.backend.address_checks(), std::move(call.exchange.field_errors));
  if (!order) co_return std::move(order).error();
  const auto start = [&](Done<orders::LetterView> done) {
    call.backend.place_letter(std::move(order).value(), call.exchange.identity.token_name, std::move(done));
  };
  const Result<orders::LetterView> placed = co_await call.waiter.ask<orders::LetterView>(start);
  if (!placed) co_return placed.error();
  Answer answer = json_answer(201, letter_json(placed.value(), call.backend.zone()));
  answer.headers.emplace_back("Location", "/v1/letters/" + placed.value().letter.id.str());
  co_return answer;
}

Task<Result<Answer>> show_letter(Call& call) {
  const std::string& id = call.exchange.parameters.front();
  if (!is_letter_id(id)) co_return fail(ErrorKind::letter_not_found, "there is no letter of this id");
  const auto start = [&](Done<orders::LetterView> done) { call.backend.letter(LetterId{id}, std::move(done)); };
  const Result<orders::LetterView> found = co_await call.waiter.ask<orders::LetterView>(start);
  if (!found) co_return found.error();
  co_return json_answer(200, letter_json(found.value(), call.backend.zone()));
}

Task<Result<Answer>> confirm(Call& call) {
  Result<ConfirmationBody> body = read_confirmation_body(call.document, std::move(call.exchange.field_errors));
  if (!body) co_return std::move(body).error();
  const auto start = [&](Done<orders::Confirmation> done) {
    ConfirmationBody& asked = body.value();
    call.backend.confirm(std::move(asked.account_id), std::move(asked.typed), std::move(done));
  };
  const Result<orders::Confirmation> confirmed = co_await call.waiter.ask<orders::Confirmation>(start);
  if (!confirmed) co_return confirmed.error();
  co_return json_answer(200, confirmation_json(confirmed.value(), call.backend.zone()));
}

Task<Result<Answer>> show_tracking(Call& call) {
  const Exchange& exchange = call.exchange;
  const auto start = [&](Done<TrackingView> done) {
    call.backend.tracking(exchange.parameters.front(), exchange.english, std::move(done));
  };
  const Result<TrackingView> found = co_await call.waiter.ask<TrackingView>(start);
  if (!found) co_return found.error();
  co_return json_answer(200, tracking_json(found.value(), call.backend.zone()));
}

Task<Result<Answer>> show_health(Call&) { co_return json_answer(200, {{"status", "ok"}}); }

}  // namespace postproof::api
