#include "api/answer_text.hpp"

#include <catch2/catch.hpp>

using namespace postproof;
using namespace postproof::api;

namespace {

constexpr std::string_view date = "Mon, 23 Nov 2026 06:00:00 GMT";

Exchange exchange_of(bool head_only = false) {
  Exchange exchange;
  exchange.request_id = "r1";
  exchange.head_only = head_only;
  return exchange;
}

const Answer letter{201, "application/json", R"({"a":1})", {{"Location", "/v1/letters/ltr_1"}}};

}  // namespace

TEST_CASE("an answer has its bytes exactly") {
  CHECK(answer_text({1, true, date}, exchange_of(), letter) ==
        "HTTP/1.1 201 Created\r\nDate: Mon, 23 Nov 2026 06:00:00 GMT\r\nContent-Type: application/json\r\n"
        "Cache-Control: no-store\r\nX-Request-Id: r1\r\nLocation: /v1/letters/ltr_1\r\nContent-Length: 7\r\n\r\n"
        R"({"a":1})");
}

TEST_CASE("Connection is told where the version does not take it for granted") {
  const auto has = [](int minor, bool keep_alive, const char* field) {
    return answer_text({minor, keep_alive, date}, exchange_of(), letter).find(field) != std::string::npos;
  };
  CHECK_FALSE(has(1, true, "Connection:"));
  CHECK(has(1, false, "\r\nConnection: close\r\n"));
  CHECK(has(0, true, "\r\nConnection: keep-alive\r\n"));
  CHECK_FALSE(has(0, false, "Connection:"));
}

TEST_CASE("HEAD has the length of the body and no body, 304 neither") {
  const std::string head = answer_text({1, true, date}, exchange_of(true), letter);
  CHECK(head.find("\r\nContent-Length: 7\r\n\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  const std::string unchanged = answer_text({1, true, date}, exchange_of(), Answer{304, "", "", {{"ETag", "\"x\""}}});
  CHECK(unchanged.starts_with("HTTP/1.1 304 Not Modified\r\n"));
  CHECK(unchanged.find("Content-") == std::string::npos);
  CHECK(unchanged.ends_with("\r\nETag: \"x\"\r\n\r\n"));
}

TEST_CASE("what a token has left is told where there is a limit") {
  Exchange exchange = exchange_of();
  exchange.rate = RateState{true, 2000, 1999, 1};
  const std::string text = answer_text({1, true, date}, exchange, letter);
  CHECK(text.find("\r\nRateLimit-Limit: 2000\r\nRateLimit-Remaining: 1999\r\nRateLimit-Reset: 1\r\n") !=
        std::string::npos);
}
