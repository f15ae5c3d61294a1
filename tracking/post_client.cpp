#include "tracking/post_client.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/ensure.hpp"
#include "core/secret.hpp"
#include "tracking/soap_document.hpp"

namespace postproof::tracking {

namespace {

constexpr int http_ok = 200;
constexpr int http_server_error = 500;  // both protocols send their faults with it

/// The body of an answer that may be SOAP; else why it is not.
Result<std::string> soap_text_of(Result<HttpAnswer> answer) {
  if (!answer) return std::move(answer).error();
  HttpAnswer& got = answer.value();
  if (got.status != http_ok && got.status != http_server_error) {
    return post_failure(fmt::format("The post answered with HTTP status {}.", got.status));
  }
  if (got.status == http_server_error && got.body.find("Fault") == std::string::npos) {
    return post_failure("The post answered with HTTP status 500 and no SOAP fault.");
  }
  return std::move(got.body);
}

}  // namespace

PostClient::PostClient(HttpClient& http, PostAccess access) : http_(http), access_(std::move(access)) {}

HttpRequest PostClient::batch_call(std::string body) const {
  HttpRequest request;
  request.url = access_.batch_url;
  request.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"\""}};
  request.body = std::move(body);
  request.timeout = access_.timeout;
  request.most_answer_bytes = most_answer_bytes;
  return request;
}

HttpRequest PostClient::single_call(std::string body) const {
  HttpRequest request;
  request.url = access_.single_url;
  request.headers = {{"Content-Type", "application/soap+xml; charset=UTF-8"}};
  request.body = std::move(body);
  request.timeout = access_.timeout;
  request.most_answer_bytes = most_answer_bytes;
  return request;
}

std::vector<Result<HttpAnswer>> PostClient::perform(std::vector<HttpRequest> requests) {
  std::vector<Result<HttpAnswer>> answers = http_.perform(requests);
  for (HttpRequest& request : requests) {
    wipe({reinterpret_cast<std::uint8_t*>(request.body.data()), request.body.size()});
  }
  ensure(answers.size() == requests.size(), "the HTTP client gives one result for each request");
  return answers;
}

std::vector<Result<TicketReply>> PostClient::request_tickets(std::span<const std::vector<TrackNumber>> lists) {
  std::vector<HttpRequest> requests;
  requests.reserve(lists.size());
  for (const auto& list : lists) requests.push_back(batch_call(ticket_request(list, access_.credentials)));
  std::vector<Result<TicketReply>> replies;
  for (Result<HttpAnswer>& answer : perform(std::move(requests))) {
    replies.push_back([&]() -> Result<TicketReply> {
      PP_TRY(std::string text, soap_text_of(std::move(answer)));
      return parse_ticket_reply(std::move(text));
    }());
  }
  return replies;
}

std::vector<Result<std::string>> PostClient::collect(std::span<const std::string> tickets) {
  std::vector<HttpRequest> requests;
  requests.reserve(tickets.size());
  for (const std::string& ticket : tickets) {
    requests.push_back(batch_call(answer_request(ticket, access_.credentials)));
  }
  std::vector<Result<std::string>> texts;
  for (Result<HttpAnswer>& answer : perform(std::move(requests))) texts.push_back(soap_text_of(std::move(answer)));
  return texts;
}

std::vector<Result<HistoryReply>> PostClient::history(std::span<const TrackNumber> numbers) {
  std::vector<HttpRequest> requests;
  requests.reserve(numbers.size());
  for (const TrackNumber& number : numbers) {
    requests.push_back(single_call(history_request(number, access_.credentials)));
  }
  std::vector<Result<HistoryReply>> replies;
  std::size_t n = 0;
  for (Result<HttpAnswer>& answer : perform(std::move(requests))) {
    const TrackNumber& number = numbers[n++];
    replies.push_back([&]() -> Result<HistoryReply> {
      PP_TRY(std::string text, soap_text_of(std::move(answer)));
      return parse_history_reply(std::move(text), number);
    }());
  }
  return replies;
}

}  // namespace postproof::tracking
