#include "api/answer_text.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/compile.h>
#include <fmt/format.h>

#include "api/answers.hpp"

namespace postproof::api {

std::string answer_text(const AnswerFrame& frame, const Exchange& exchange, const Answer& answer) {
  namespace http = boost::beast::http;
  std::string text;
  text.reserve(512 + answer.body.size());
  fmt::format_to(std::back_inserter(text), FMT_COMPILE("HTTP/1.{} {} "), frame.minor_version, answer.status);
  text += std::string_view(http::obsolete_reason(static_cast<http::status>(answer.status)));
  const auto field = [&text](std::string_view name, std::string_view value) {
    text.append("\r\n").append(name).append(": ").append(value);
  };
  field("Date", frame.date);
  if (!answer.content_type.empty()) field("Content-Type", answer.content_type);
  field("Cache-Control", "no-store");
  field("X-Request-Id", exchange.request_id);
  for (const auto& [name, value] : rate_headers(exchange)) field(name, value);
  for (const auto& [name, value] : answer.headers) field(name, value);
  if (!frame.keep_alive && frame.minor_version == 1) field("Connection", "close");
  if (frame.keep_alive && frame.minor_version == 0) field("Connection", "keep-alive");
  if (answer.status != 304) field("Content-Length", std::to_string(answer.body.size()));
  text += "\r\n\r\n";
  if (!exchange.head_only) text += answer.body;
  return text;
}

}  // namespace postproof::api
