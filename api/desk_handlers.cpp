#include "api/answers.hpp"
#include "api/handlers.hpp"
#include "api/letter_json.hpp"
#include "api/query_fields.hpp"

namespace postproof::api {

namespace {

using Document = boost::json::object;

/// The page that the query asks for; validation_failed.
Result<PageAsk> page_of(Call& call) {
  QueryFields fields(call.exchange);
  PageAsk page = fields.page();
  PP_TRYV(fields.verdict());
  return page;
}

/// Asks for a document that is the answer.
template <class Start>
Task<Result<Answer>> answer_with_document(Call& call, Start start) {
  const Result<Document> found = co_await call.waiter.ask<Document>(start);
  if (!found) co_return found.error();
  co_return json_answer(200, found.value());
}

}  // namespace

Task<Result<Answer>> list_batches(Call& call) {
  const Result<PageAsk> page = page_of(call);
  if (!page) co_return page.error();
  co_return co_await answer_with_document(
      call, [&](Done<Document> done) { call.backend.batches(page.value(), std::move(done)); });
}

Task<Result<Answer>> show_batch(Call& call) {
  co_return co_await answer_with_document(call, [&](Done<Document> done) {
    call.backend.batch(BatchId{call.exchange.parameters.front()}, std::move(done));
  });
}

Task<Result<Answer>> list_batch_letters(Call& call) {
  const Result<PageAsk> page = page_of(call);
  if (!page) co_return page.error();
  const auto start = [&](Done<LetterPage> done) {
    call.backend.batch_letters(BatchId{call.exchange.parameters.front()}, page.value(), std::move(done));
  };
  const Result<LetterPage> letters = co_await call.waiter.ask<LetterPage>(start);
  if (!letters) co_return letters.error();
  co_return json_answer(200, letter_page_json(letters.value(), call.backend.zone()));
}

Task<Result<Answer>> show_statistics(Call& call) {
  co_return co_await answer_with_document(call, [&](Done<Document> done) { call.backend.statistics(std::move(done)); });
}

Task<Result<Answer>> list_audit(Call& call) {
  const Result<PageAsk> page = page_of(call);
  if (!page) co_return page.error();
  co_return co_await answer_with_document(
      call, [&](Done<Document> done) { call.backend.audit(page.value(), std::move(done)); });
}

}  // namespace postproof::api
