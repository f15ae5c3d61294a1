#include "api/media.hpp"

#include <catch2/catch.hpp>

using namespace postproof;
using namespace postproof::api;

namespace {

struct Row {
  const char* headers;
  bool holds;
};

template <class Rows, class Check>
void check_all(const Rows& rows, Check check) {
  for (const Row& row : rows) {
    const std::string block = "GET / HTTP/1.1\r\nHost: h\r\n" + std::string(row.headers) + "\r\n";
    const auto head = parse_head(block, {});
    REQUIRE(head);
    INFO(row.headers);
    CHECK(check(head.value()) == row.holds);
  }
}

}  // namespace

TEST_CASE("Accept: when JSON may be sent") {
  const Row table[] = {
      {"", true},
      {"Accept:\r\n", true},
      {"Accept: */*\r\n", true},
      {"Accept: application/*\r\n", true},
      {"Accept: Application/JSON\r\n", true},
      {"Accept: application/json; charset=utf-8\r\n", true},
      {"Accept: text/html, application/xhtml+xml, */*;q=0.8\r\n", true},
      {"Accept: text/html\r\nAccept: application/json\r\n", true},
      {"Accept: application/json;q=0.001\r\n", true},
      {"Accept: application/json, */*;q=0\r\n", true},
      {"Accept: text/html\r\n", false},
      {"Accept: application/xml, text/*\r\n", false},
      {"Accept: application/json;q=0\r\n", false},
      {"Accept: application/json;q=0.000, */*\r\n", false},
      {"Accept: application/json ; Q=0, application/*\r\n", false},
      {"Accept: */*;q=0\r\n", false},
      {"Accept: application/problem+json\r\n", false},
  };
  check_all(table, [](const RequestHead& head) { return accepts(head, "application/json"); });
}

TEST_CASE("Content-Type: what counts as JSON") {
  const Row table[] = {
      {"Content-Type: application/json\r\n", true},
      {"Content-Type: APPLICATION/JSON\r\n", true},
      {"Content-Type: application/json;charset=UTF-8\r\n", true},
      {"Content-Type: application/json; charset=\"utf-8\"\r\n", true},
      {"Content-Type: application/json; x=y\r\n", true},
      {"", false},
      {"Content-Type:\r\n", false},
      {"Content-Type: application/json; charset=cp1251\r\n", false},
      {"Content-Type: application/jsonp\r\n", false},
      {"Content-Type: application/problem+json\r\n", false},
      {"Content-Type: text/plain\r\n", false},
      {"Content-Type: application/x-www-form-urlencoded\r\n", false},
      {"Content-Type: application/json, text/plain\r\n", false},
      {"Content-Type: application/json\r\nContent-Type: application/json\r\n", false},
  };
  check_all(table, body_is_json);
}

TEST_CASE("Accept-Language: when English is preferred") {
  const Row table[] = {
      {"", false},
      {"Accept-Language: en\r\n", true},
      {"Accept-Language: EN-gb\r\n", true},
      {"Accept-Language: en;q=0.9, ru;q=0.8\r\n", true},
      {"Accept-Language: en, *;q=0.1\r\n", true},
      {"Accept-Language: ru, en;q=0.9\r\n", false},
      {"Accept-Language: en, ru\r\n", false},
      {"Accept-Language: de\r\n", false},
      {"Accept-Language: en;q=0\r\n", false},
      {"Accept-Language: en;q=2\r\n", false},
  };
  check_all(table, prefers_english);
}
