#include "api/answers.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "api/problem.hpp"

namespace postproof::api {

Answer json_answer(int status, const boost::json::object& document) {
  return Answer{status, "application/json", boost::json::serialize(document), {}};
}

Answer problem_answer(const Error& error, const Exchange& exchange, ZoneOffset zone) {
  const Error told = told_outside(error);
  Answer answer{
      http_status_of(told.kind), "application/problem+json", boost::json::serialize(problem_document(told, zone)), {}};
  if (told.kind == ErrorKind::unauthenticated) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (told.kind == ErrorKind::method_not_allowed) answer.headers.emplace_back("Allow", exchange.allow);
  if (told.facts.retry_after) {
    const auto wait = std::max<seconds::rep>(0, told.facts.retry_after->count());
    answer.headers.emplace_back("Retry-After", std::to_string(wait));
  }
  return answer;
}

std::vector<std::pair<std::string, std::string>> rate_headers(const Exchange& exchange) {
  if (!exchange.rate) return {};
  return {{"RateLimit-Limit", std::to_string(exchange.rate->limit)},
          {"RateLimit-Remaining", std::to_string(exchange.rate->remaining)},
          {"RateLimit-Reset", std::to_string(exchange.rate->reset_seconds)}};
}

}  // namespace postproof::api
