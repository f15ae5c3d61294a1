#include "api/target.hpp"

#include <catch2/catch.hpp>

using namespace postproof;
using namespace postproof::api;

namespace {

/// Segments joined by '|', or "refused".
std::string path_of(std::string_view target) {
  const auto parsed = parse_target(target);
  if (!parsed) return parsed.error().kind == ErrorKind::malformed_request ? "refused" : "?";
  std::string path;
  for (const std::string& segment : parsed.value().segments) path += "|" + segment;
  return path;
}

}  // namespace

TEST_CASE("paths are taken apart and decoded, tricks refused") {
  struct Row {
    const char* target;
    const char* path;
  };
  const Row table[] = {
      {"/", "|"},
      {"/v1/letters", "|v1|letters"},
      {"/v1/letters/", "|v1|letters|"},
      {"//v1", "||v1"},
      {"/%76%31/letters", "|v1|letters"},
      {"/a%20b", "|a b"},
      {"/a+b", "|a+b"},
      {"/...", "|..."},
      {"*", "|*"},
      {"/%252e%252e", "|%2e%2e"},
      {"/.", "refused"},
      {"/..", "refused"},
      {"/a/../b", "refused"},
      {"/%2e%2e/b", "refused"},
      {"/.%2E", "refused"},
      {"/a%2fb", "refused"},
      {"/a%2Fb", "refused"},
      {"/a%5cb", "refused"},
      {"/a%00", "refused"},
      {"/a%0d%0a", "refused"},
      {"/a%7f", "refused"},
      {"/%", "refused"},
      {"/%4", "refused"},
      {"/%zz", "refused"},
      {"/%+1", "refused"},
      {"v1", "refused"},
      {"?x", "refused"},
      {"host:443", "refused"},
      {"ftp://h/", "refused"},
      {"http://", "refused"},
      {"http:///x", "refused"},
      {"http://u@h/x", "refused"},
      {"http://h", "|"},
      {"http://h/v1", "|v1"},
      {"HTTPS://h/v1?a", "|v1"},
      {"/x?y=http://h/", "|x"},
  };
  for (const Row& row : table) {
    INFO(row.target);
    CHECK(path_of(row.target) == row.path);
  }
}

TEST_CASE("query parameters are decoded one by one") {
  const auto parsed = parse_target("/x?a=1&b=%D0%B0+b&&c&=d&a=%zz&%D0%B0=1&e=f=g");
  REQUIRE(parsed);
  const auto& query = parsed.value().query;
  REQUIRE(query.size() == 7);
  CHECK(query[0].name == "a");
  CHECK(query[0].value == "1");
  CHECK(query[1].value == "а b");
  CHECK(query[2].name == "c");
  CHECK(query[2].value.empty());
  CHECK(query[3].name.empty());
  CHECK_FALSE(query[4].readable);
  CHECK(query[5].name == "%D0%B0");
  CHECK(query[6].value == "f=g");
  CHECK(parse_target("/x?").value().query.empty());
}

TEST_CASE("the absolute form is for us if it names an address of ours and the same host as Host") {
  const std::vector<std::string> own{"127.0.0.1:8080", "localhost:8080", "proof.example"};
  CHECK(is_own_authority("127.0.0.1:8080", "127.0.0.1:8080", own));
  CHECK(is_own_authority("localhost:8080", "LOCALHOST:8080", own));
  CHECK(is_own_authority("localhost:8080", "", own));
  CHECK(is_own_authority("proof.example:80", "proof.example", own));
  CHECK_FALSE(is_own_authority("127.0.0.1:8081", "127.0.0.1:8081", own));
  CHECK_FALSE(is_own_authority("127.0.0.1:8080", "localhost:8080", own));
  CHECK_FALSE(is_own_authority("evil.example", "127.0.0.1:8080", own));
  CHECK_FALSE(is_own_authority("evil.example", "evil.example", own));
}
