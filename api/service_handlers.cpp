#include <boost/json/array.hpp>

#include "api/answers.hpp"
#include "api/documents.hpp"
#include "api/handlers.hpp"

namespace postproof::api {

namespace {

/// The page asks for nothing but the description beside it.
constexpr const char* policy_of_docs =
    "default-src 'none'; connect-src 'self'; img-src data:; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

Task<Result<Answer>> show_openapi(Call&) {
  co_return Answer{200, "application/json", std::string(openapi_document()), {}};
}

Task<Result<Answer>> show_docs(Call&) {
  co_return Answer{200,
                   "text/html; charset=utf-8",
                   std::string(docs_page()),
                   {{"Content-Security-Policy", policy_of_docs}, {"X-Content-Type-Options", "nosniff"}}};
}

Task<Result<Answer>> show_health(Call&) { co_return json_answer(200, {{"status", "ok"}}); }

Task<Result<Answer>> show_readiness(Call& call) {
  const auto start = [&](Done<Readiness> done) { call.backend.readiness(std::move(done)); };
  const Result<Readiness> found = co_await call.waiter.ask<Readiness>(start);
  boost::json::array missing;
  if (!found) missing.emplace_back(found.error().detail);
  if (found) missing = boost::json::array(found.value().missing.begin(), found.value().missing.end());
  const bool ready = missing.empty();
  co_return json_answer(ready ? 200 : 503, {{"ready", ready}, {"missing", std::move(missing)}});
}

Task<Result<Answer>> show_metrics(Call& call) {
  const auto start = [&](Done<std::string> done) { call.backend.metrics(std::move(done)); };
  Result<std::string> text = co_await call.waiter.ask<std::string>(start);
  if (!text) co_return text.error();
  co_return Answer{200, "text/plain; version=0.0.4; charset=utf-8", std::move(text).value(), {}};
}

}  // namespace postproof::api
