#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "api/backend.hpp"
#include "app/house.hpp"

namespace postproof::app {

/// Whether an answer is kept under its Idempotency-Key: successes and refusals of the domain, but not what may end
/// otherwise when it is tried again (401, 403, 404, 405, 415, 429 and 5xx).
bool is_kept(const api::Answer& answer);

/// An answer as the store keeps it, and back, marked as a repetition.
store::KeptAnswer kept_form(const api::Answer& answer);
/// data_corrupt if it is none that kept_form made.
Result<api::Answer> repeated_answer(const store::KeptAnswer& kept);

/// Runs `work` in a durable transaction. With a `keeping` its outcome is rendered and kept in the same transaction, a
/// refusal too if it is of those that are kept: `work` must have written nothing then; and a request that was answered
/// before is answered alike, without `work`. `done` is called on the writer's thread.
template <class T>
void run_kept(House& house, Instant now, std::optional<api::Keeping<T>> keeping,
              std::function<Result<T>(orders::Transaction&)> work, api::Done<api::Said<T>> done) {
  auto said = std::make_shared<std::optional<api::Said<T>>>();
  auto tell = [said, done = std::move(done)](Result<void> durable) {
    if (!durable) return done(durable.error());
    done(std::move(**said));
  };
  if (!keeping) {
    house.database().submit(
        now,
        [said, work = std::move(work)](orders::Transaction& transaction) -> Result<void> {
          PP_TRY(T outcome, work(transaction));
          said->emplace(std::move(outcome));
          return success();
        },
        std::move(tell));
    return;
  }
  house.database().submit_kept(
      now,
      [said, now, keeping = std::move(*keeping), work = std::move(work)](orders::Transaction& transaction,
                                                                         store::RepeatedRows& rows) -> Result<void> {
        PP_TRY(const auto before, rows.begin(keeping.key.request, keeping.key.body, now));
        if (before) {
          PP_TRY(api::Answer answer, repeated_answer(*before));
          said->emplace(std::move(answer));
          return success();
        }
        const Result<T> outcome = work(transaction);
        api::Answer answer = keeping.render(outcome);
        if (!outcome && !is_kept(answer)) return outcome.error();
        rows.finish(keeping.key.request, kept_form(answer));
        said->emplace(std::move(answer));
        return success();
      },
      std::move(tell));
}

}  // namespace postproof::app
