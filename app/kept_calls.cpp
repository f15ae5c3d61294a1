#include "app/kept_calls.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace postproof::app {

namespace json = boost::json;

bool is_kept(const api::Answer& answer) {
  switch (answer.status) {
    case 401:
    case 403:
    case 404:
    case 405:
    case 415:
    case 429: return false;
    default: return answer.status >= 200 && answer.status < 500;
  }
}

store::KeptAnswer kept_form(const api::Answer& answer) {
  json::object headers{{"Content-Type", answer.content_type}};
  for (const auto& [name, value] : answer.headers) headers[name] = value;
  return store::KeptAnswer{answer.status, json::serialize(headers), answer.body};
}

Result<api::Answer> repeated_answer(const store::KeptAnswer& kept) {
  boost::system::error_code ec;
  const json::value headers = json::parse(kept.headers, ec);
  if (ec || !headers.is_object()) return fail(ErrorKind::data_corrupt, "a kept answer cannot be read");
  api::Answer answer{kept.status, "", kept.body, {{"Idempotency-Replayed", "true"}}};
  for (const auto& [name, value] : headers.get_object()) {
    if (!value.is_string()) return fail(ErrorKind::data_corrupt, "a kept answer cannot be read");
    const std::string text(value.get_string());
    if (name == "Content-Type") {
      answer.content_type = text;
    } else {
      answer.headers.emplace_back(std::string(name), text);
    }
  }
  return answer;
}

}  // namespace postproof::app
