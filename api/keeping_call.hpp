#pragma once

#include <optional>
#include <utility>

#include "api/answers.hpp"
#include "api/routes.hpp"

namespace postproof::api {

/// What a POST is kept under, if it came with an Idempotency-Key.
Result<std::optional<RepeatKey>> repeat_key_of(Call& call);

/// Makes a call that may be kept under its Idempotency-Key: `start(keeping, done)` asks the Backend, `render` makes the
/// answer of an outcome that is no refusal; it may be called on another thread and must hold on to nothing of the call.
template <class T, class Start, class Render>
Task<Result<Answer>> make_kept_call(Call& call, Start start, Render render) {
  Result<std::optional<RepeatKey>> key = repeat_key_of(call);
  if (!key) co_return key.error();
  std::optional<Keeping<T>> keeping;
  if (key.value()) {
    const auto answer_of = [render, zone = call.backend.zone()](const Result<T>& outcome) {
      return outcome ? render(outcome.value()) : problem_answer(outcome.error(), Exchange{}, zone);
    };
    keeping = Keeping<T>{*key.value(), answer_of};
  }
  const auto begin = [&](Done<Said<T>> done) { start(std::move(keeping), std::move(done)); };
  Result<Said<T>> said = co_await call.waiter.ask<Said<T>>(begin);
  if (!said) co_return said.error();
  if (Answer* kept = std::get_if<Answer>(&said.value())) co_return std::move(*kept);
  co_return render(std::get<T>(said.value()));
}

}  // namespace postproof::api
