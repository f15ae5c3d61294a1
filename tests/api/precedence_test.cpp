#include "tests/api/served.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

/// A request in which everything that can be wrong is wrong, and may be mended from the outside in.
struct Request {
  std::string method = "GET";
  std::string path = "/nothing";
  std::string host = "Host: h\r\nHost: h\r\n";
  std::string token;
  std::string accept = "Accept: text/html\r\n";
  std::string type = "Content-Type: text/plain\r\n";
  std::string encoding = "Content-Encoding: gzip\r\n";
  std::string body = std::string(65537, ' ');

  std::string bytes() const {
    return method + " " + path + " HTTP/1.1\r\n" + host + token + accept + type + encoding +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

}  // namespace

TEST_CASE("of many faults the one that goes first is told") {
  ServerSettings settings = test_settings();
  settings.requests_per_second = 1;
  Served served(settings);
  served.backend.on_place = [](const orders::Order&) {
    return Result<orders::LetterView>(fail(ErrorKind::track_numbers_exhausted, "no numbers left"));
  };
  Request request;
  const auto told = [&] {
    const Received answer = served.ask(request.bytes());
    return std::to_string(answer.status) + " " + answer.code();
  };
  CHECK(told() == "400 malformed_request");
  request.host = "Host: h\r\n";
  CHECK(told() == "404 not_found");
  request.path = "/v1/letters?x=1";
  request.method = "PUT";
  const Received not_allowed = served.ask(request.bytes());
  CHECK(not_allowed.code() == "method_not_allowed");
  CHECK(not_allowed.header("Allow") == "POST, GET, HEAD");
  request.method = "POST";
  const Received unauthenticated = served.ask(request.bytes());
  CHECK(unauthenticated.code() == "unauthenticated");
  CHECK(unauthenticated.header("WWW-Authenticate") == "Bearer");
  request.token = "Authorization: Bearer operator-token\r\n";
  CHECK(told() == "403 forbidden");
  CHECK(told() == "403 forbidden");
  request.token = "Authorization: Bearer portal-token\r\n";
  CHECK(told() == "406 not_acceptable");
  CHECK(told() == "429 rate_limited");
}

TEST_CASE("of many faults in content the one that goes first is told") {
  Served served;
  served.backend.on_place = [](const orders::Order&) {
    return Result<orders::LetterView>(fail(ErrorKind::track_numbers_exhausted, "no numbers left"));
  };
  Request request;
  request.method = "POST";
  request.path = "/v1/letters?x=1";
  request.host = "Host: h\r\n";
  request.token = "Authorization: bearer portal-token\r\nIdempotency-Key: a b\r\n";
  const auto told = [&] {
    const Received answer = served.ask(request.bytes());
    return std::to_string(answer.status) + " " + answer.code();
  };
  CHECK(told() == "406 not_acceptable");
  request.accept.clear();
  CHECK(told() == "413 body_too_large");
  request.body = "{";
  CHECK(told() == "415 unsupported_media_type");
  request.encoding.clear();
  CHECK(told() == "415 unsupported_media_type");
  request.type = "Content-Type: application/json\r\n";
  CHECK(told() == "400 malformed_json");
  request.body = "{}";
  const Received invalid = served.ask(request.bytes());
  CHECK(invalid.status == 422);
  const auto errors = invalid.json().at("errors").as_array();
  REQUIRE(errors.size() == 10);
  CHECK(errors[0].at("field") == "x");
  CHECK(errors[1].at("field") == "Idempotency-Key");
  CHECK(errors[2].at("field") == "account_id");
  request.path = "/v1/letters";
  request.token = "Authorization: Bearer portal-token\r\nIdempotency-Key: a\r\n";
  request.body = good_order;
  CHECK(told() == "503 track_numbers_exhausted");
}

TEST_CASE("tokens that are none are refused alike") {
  const Served served;
  for (const char* header :
       {"", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n", "Authorization: Basic portal-token\r\n",
        "Authorization: portal-token\r\n", "Authorization: Bearer portal-tokem\r\n",
        "Authorization: Bearer portal-token x\r\n", "Authorization: Bearer portal-token, x\r\n",
        "Authorization: Bearer portal-token\r\nAuthorization: Bearer portal-token\r\n"}) {
    INFO(header);
    const Received answer = served.ask(get("/v1/letters/x", header));
    CHECK(answer.status == 401);
    CHECK(answer.header("WWW-Authenticate") == "Bearer");
  }
}

TEST_CASE("query parameters that a call does not know are named") {
  const Served served;
  const Received answer = served.ask(get("/v1/letters/x?a=1&b&%D0%B0=2"));
  CHECK(answer.status == 422);
  const auto errors = answer.json().at("errors").as_array();
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].at("field") == "a");
  CHECK(errors[0].at("code") == "unknown_field");
  CHECK(errors[2].at("field") == "%D0%B0");
  CHECK(served.ask(get("/v1/letters/x?")).code() == "letter_not_found");
}

TEST_CASE("an Idempotency-Key is visible ASCII of at most 255 characters, or empty") {
  const Served served;
  struct Row {
    std::string key;
    const char* code;
  };
  const Row table[] = {
      {"", ""},
      {std::string(255, 'k'), ""},
      {std::string(256, 'k'), "too_long"},
      {"a b", "bad_characters"},
      {"ж", "bad_characters"},
      {"!~", ""},
  };
  for (const Row& row : table) {
    INFO(row.key);
    const Received answer = served.ask(
        post("/v1/letters", good_order, "Authorization: Bearer portal-token\r\nIdempotency-Key: " + row.key + "\r\n"));
    if (*row.code == '\0') {
      CHECK(answer.status == 201);
    } else {
      CHECK(answer.status == 422);
      CHECK(answer.json().at("errors").at(0).at("field") == "Idempotency-Key");
      CHECK(answer.json().at("errors").at(0).at("code") == row.code);
    }
  }
}
