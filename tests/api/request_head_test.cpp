#include "api/request_head.hpp"

#include <catch2/catch.hpp>

using namespace postproof;
using namespace postproof::api;

namespace {

using namespace std::string_literals;

/// The outcome of scanning and parsing a whole block: "good", or the code of the refusal, or "more".
std::string verdict(std::string_view block, const HeadLimits& limits = {}) {
  HeadScanner scanner(limits);
  const auto size = scanner.scan(block);
  if (!size) return std::string(code_of(size.error().kind));
  if (!size.value()) return "more";
  const auto head = parse_head(block.substr(0, *size.value()), limits);
  return head ? "good" : std::string(code_of(head.error().kind));
}

std::string with(const std::string& headers) { return "GET / HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n"; }

}  // namespace

TEST_CASE("framing: what is refused and what is not") {
  struct Row {
    std::string block;
    const char* verdict;
  };
  const Row table[] = {
      {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "good"},
      {"GET / HTTP/1.0\r\n\r\n", "good"},
      {"GET / HTTP/1.1\r\nhost:h\r\n\r\n", "good"},
      {"GET / HTTP/1.1\r\nHost: \t h:8080 \r\n\r\n", "good"},
      {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "good"},
      {"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", "good"},
      // the request line
      {"get / HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"Get / HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {" GET / HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1 \r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET /\r\n", "malformed_request"},
      {"GET\r\n", "malformed_request"},
      {"\r\n", "malformed_request"},
      {"GET / HTTP/0.9\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.2\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET / http/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "malformed_request"},
      {"\xEF\xBB\xBFGET / HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET /\xD0\xB0 HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET /# HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET /{id} HTTP/1.1\r\nHost: h\r\n\r\n", "malformed_request"},
      // lines
      {"GET / HTTP/1.1\nHost: h\n\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: h\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: h\r\n\n", "malformed_request"},
      {"GET / HTTP/1.1\rHost: h\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"s, "malformed_request"},
      {with("X: a\0b\r\n"s), "malformed_request"},
      {with("X: a\r\n b\r\n"), "malformed_request"},
      {with("X: a\r\n\tb\r\n"), "malformed_request"},
      {"GET / HTTP/1.1\r\n Host: h\r\n\r\n", "malformed_request"},
      // names and values
      {with("X : a\r\n"), "malformed_request"},
      {with("X\t: a\r\n"), "malformed_request"},
      {with("X Y: a\r\n"), "malformed_request"},
      {with(": a\r\n"), "malformed_request"},
      {with("X\r\n"), "malformed_request"},
      {with("X(: a\r\n"), "malformed_request"},
      {with("\xD0\xA5: a\r\n"), "malformed_request"},
      {with("X: a\x01\r\n"), "malformed_request"},
      {with("X: a\x7F\r\n"), "malformed_request"},
      {with("X:\r\n"), "good"},
      {with("X: a\tb\r\n"), "good"},
      {with("X: \xD0\xB0\r\n"), "good"},
      // the host
      {"GET / HTTP/1.1\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "malformed_request"},
      {with("Host: h\r\n"), "malformed_request"},
      {"GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: a:80x\r\n\r\n", "malformed_request"},
      {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "malformed_request"},
      // the length
      {with("Content-Length: 0\r\n"), "good"},
      {with("Content-Length: 005\r\n"), "good"},
      {with("Content-Length: 5\r\nContent-Length: 5\r\n"), "malformed_request"},
      {with("Content-Length: 5\r\ncontent-length: 6\r\n"), "malformed_request"},
      {with("Content-Length: 5, 5\r\n"), "malformed_request"},
      {with("Content-Length: +5\r\n"), "malformed_request"},
      {with("Content-Length: -1\r\n"), "malformed_request"},
      {with("Content-Length: 0x5\r\n"), "malformed_request"},
      {with("Content-Length: 5 5\r\n"), "malformed_request"},
      {with("Content-Length:\r\n"), "malformed_request"},
      {with("Content-Length: 99999999999999999999\r\n"), "malformed_request"},
      {with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "malformed_request"},
      {with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "malformed_request"},
      {with("Transfer-Encoding: chunked\r\n"), "good"},
      {with("Transfer-Encoding: CHUNKED\r\n"), "good"},
      {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "malformed_request"},
      {with("Transfer-Encoding: gzip, chunked\r\n"), "malformed_request"},
      {with("Transfer-Encoding: chunked, identity\r\n"), "malformed_request"},
      {with("Transfer-Encoding: identity\r\n"), "malformed_request"},
      {with("Transfer-Encoding: xchunked\r\n"), "malformed_request"},
      {with("Transfer-Encoding: chunked;q=1\r\n"), "malformed_request"},
      {with("Transfer-Encoding:\r\n"), "malformed_request"},
      {with("Transfer-Encoding : chunked\r\n"), "malformed_request"},
      {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "malformed_request"},
      // not whole yet
      {"", "more"},
      {"G", "more"},
      {"GET / HTTP/1.1\r\nHost: h\r\n", "more"},
      {"GET / HTTP/1.1\r\nHost: h\r\n\r", "more"},
  };
  for (const Row& row : table) {
    INFO(row.block);
    CHECK(verdict(row.block) == row.verdict);
  }
}

TEST_CASE("a block that comes byte by byte is measured as if it came at once") {
  const std::string block = with("A: b\r\n");
  const std::string received = block + "GET /next";
  HeadScanner scanner(HeadLimits{});
  for (std::size_t size = 0; size < block.size(); ++size) {
    const auto so_far = scanner.scan(received.substr(0, size));
    REQUIRE(so_far);
    CHECK_FALSE(so_far.value());
  }
  const auto whole = scanner.scan(received);
  REQUIRE(whole);
  CHECK(whole.value() == block.size());
}

TEST_CASE("the header block may have exactly its limit of bytes") {
  const std::string base = with("X: \r\n");
  const std::string full = with("X: " + std::string(16384 - base.size(), 'a') + "\r\n");
  REQUIRE(full.size() == 16384);
  CHECK(verdict(full) == "good");
  const std::string over = with("X: " + std::string(16385 - base.size(), 'a') + "\r\n");
  CHECK(verdict(over) == "headers_too_large");
}

TEST_CASE("the target may have exactly its limit of bytes, however long the rest is") {
  const auto aimed = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
  };
  CHECK(verdict(aimed(8192)) == "good");
  CHECK(verdict(aimed(8193)) == "uri_too_long");
  CHECK(verdict(aimed(20000)) == "uri_too_long");
  CHECK(verdict("GET /" + std::string(8192, 'a')) == "uri_too_long");
}

TEST_CASE("there may be exactly 100 header fields") {
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "A: b\r\n";
  CHECK(verdict(with(fields)) == "good");
  CHECK(verdict(with(fields + "A: b\r\n")) == "headers_too_large");
}

TEST_CASE("what a head tells about connection and body") {
  const auto head_of = [](std::string_view block) {
    const auto head = parse_head(block, {});
    REQUIRE(head);
    return head.value();
  };
  CHECK(head_of(with("")).keep_alive);
  CHECK_FALSE(head_of(with("Connection: Close\r\n")).keep_alive);
  CHECK_FALSE(head_of(with("Connection: x, close\r\n")).keep_alive);
  CHECK_FALSE(head_of("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CHECK(head_of("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  CHECK(head_of(with("Expect: 100-Continue\r\n")).expects_continue);
  CHECK_FALSE(head_of("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
  CHECK_FALSE(head_of(with("Content-Length: 0\r\n")).has_body());
  CHECK(head_of(with("Content-Length: 1\r\n")).has_body());
  CHECK(head_of(with("Transfer-Encoding: chunked\r\n")).has_body());
}
