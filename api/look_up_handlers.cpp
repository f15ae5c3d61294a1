#include <boost/json/array.hpp>

#include "api/answers.hpp"
#include "api/handlers.hpp"
#include "api/letter_json.hpp"
#include "api/office_json.hpp"
#include "api/query_fields.hpp"

namespace postproof::api {

namespace {

namespace json = boost::json;

constexpr int usual_suggestions = 10;
constexpr std::size_t longest_query_bytes = 256;

}  // namespace

Task<Result<Answer>> show_tracking(Call& call) {
  const Exchange& exchange = call.exchange;
  const auto start = [&](Done<TrackingView> done) {
    call.backend.tracking(exchange.parameters.front(), exchange.english, std::move(done));
  };
  const Result<TrackingView> found = co_await call.waiter.ask<TrackingView>(start);
  if (!found) co_return found.error();
  co_return json_answer(200, tracking_json(found.value(), call.backend.zone()));
}

Task<Result<Answer>> show_office(Call& call) {
  const auto start = [&](Done<orders::Office> done) {
    call.backend.office(PostalIndex{call.exchange.parameters.front()}, std::move(done));
  };
  const Result<orders::Office> found = co_await call.waiter.ask<orders::Office>(start);
  if (!found) co_return found.error();
  co_return json_answer(200, office_json(found.value()));
}

Task<Result<Answer>> search_offices(Call& call) {
  QueryFields fields(call.exchange);
  const PageAsk page = fields.page(usual_suggestions);
  const std::optional<std::string> query = fields.text("query");
  if (!query || query->find_first_not_of(' ') == std::string::npos) {
    fields.report("query", "required", "query says what is looked for, e.g. a town and a street");
  } else if (query->size() > longest_query_bytes) {
    fields.report("query", "too_long", "a query has at most 256 bytes");
  }
  const Result<void> readable = fields.verdict();
  if (!readable) co_return readable.error();
  using Offices = std::vector<orders::Office>;
  const auto start = [&](Done<Offices> done) { call.backend.offices(*query, page.limit, std::move(done)); };
  const Result<Offices> found = co_await call.waiter.ask<Offices>(start);
  if (!found) co_return found.error();
  json::array items;
  for (const orders::Office& office : found.value()) items.emplace_back(office_json(office));
  co_return json_answer(200, {{"items", std::move(items)}});
}

}  // namespace postproof::api
