#include "tests/api/served.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

using namespace std::string_literals;

constexpr const char* portal = "Authorization: Bearer portal-token\r\n";

std::string chunked(const std::string& chunks) {
  return "POST /v1/confirmations HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"s + portal +
         "Transfer-Encoding: chunked\r\n\r\n" + chunks;
}

std::string hex(std::size_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%zx", number);
  return text;
}

std::string chunk(const std::string& data, const std::string& extension = "") {
  return hex(data.size()) + extension + "\r\n" + data + "\r\n";
}

}  // namespace

TEST_CASE("raw bytes in, status out; whether the connection lives on") {
  const Served served;
  const std::string own = "127.0.0.1:" + std::to_string(served.port());
  struct Row {
    std::string bytes;
    int status;
    bool lives;
  };
  const Row table[] = {
      {get("/healthz", ""), 200, true},
      {"\r\n" + get("/healthz", ""), 200, true},
      {get("/healthz", "Connection: close\r\n"), 200, false},
      {"GET /healthz HTTP/1.0\r\n\r\n", 200, false},
      {"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, true},
      {"OPTIONS /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 405, true},
      {"TRACE /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 405, true},
      {"BREW /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 405, true},
      {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 404, true},
      {get("/healthz/", ""), 404, true},
      {get("/", ""), 404, true},
      {"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400, false},
      {"\r\n\r\n" + get("/healthz", ""), 400, false},
      {"get /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 400, false},
      {"\xEF\xBB\xBFGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", 400, false},
      {"GET /healthz HTTP/1.1\nHost: h\n\n", 400, false},
      {"GET /healthz HTTP/2.0\r\nHost: h\r\n\r\n", 400, false},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, false},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400, false},
      {"GET /healthz HTTP/1.1\r\n\r\n", 400, false},
      {get("/healthz", "Host: h\r\n"), 400, false},
      {get("/healthz", "X: a\r\n b\r\n"), 400, false},
      {get("/healthz", "Content-Length: 1\r\nContent-Length: 1\r\n"), 400, false},
      {get("/healthz", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400, false},
      {get("/healthz", "Transfer-Encoding: gzip\r\n"), 400, false},
      {get("/a/../healthz", ""), 400, false},
      {get("/%2e%2e/healthz", ""), 400, false},
      {get("/a%2fb", ""), 400, false},
      {get("/" + std::string(8192, 'a'), ""), 414, false},
      {get("/" + std::string(30000, 'a'), ""), 414, false},
      {get("/healthz", "X: " + std::string(17000, 'a') + "\r\n"), 431, false},
      {"GET http://" + own + "/healthz HTTP/1.1\r\nHost: " + own + "\r\n\r\n", 200, true},
      {"GET http://evil.example/healthz HTTP/1.1\r\nHost: " + own + "\r\n\r\n", 400, false},
      {"GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400, false},
      {get("/healthz", "Accept: text/html\r\n"), 406, true},
      {get("/healthz", "Content-Encoding: gzip\r\n"), 415, true},
      // bodies
      {post("/v1/confirmations", good_confirmation), 200, true},
      {post("/v1/confirmations", ""), 400, true},
      {post("/v1/confirmations", "null"), 422, true},
      {post("/v1/confirmations", R"({"account_id":"a","code":"1"} x)"), 400, true},
      {post("/v1/confirmations", R"({"account_id":"a","code":"\u0000"})"), 400, true},
      {post("/v1/confirmations", std::string(65536, ' ')), 400, true},
      {post("/v1/confirmations", std::string(65537, ' ')), 413, false},
      {post("/v1/confirmations", good_confirmation, ""), 401, false},
      {post("/nothing", good_confirmation), 404, false},
      {post("/v1/confirmations", good_confirmation, std::string(portal) + "Content-Encoding: identity\r\n"), 415,
       false},
      {get("/healthz", "Content-Length: 4\r\n") + "body", 200, true},
      {get("/healthz", "Content-Length: 99999999\r\n"), 413, false},
      // chunks
      {chunked(chunk(good_confirmation) + "0\r\n\r\n"), 200, true},
      {chunked(chunk(good_confirmation.substr(0, 5)) + chunk(good_confirmation.substr(5)) + "0\r\n\r\n"), 200, true},
      {chunked(chunk(good_confirmation, ";a=b;c=\"d\"") + "0;x\r\n\r\n"), 200, true},
      {chunked(chunk(good_confirmation) + "0\r\nHost: evil\r\nAuthorization: x\r\n\r\n"), 200, true},
      {chunked(chunk(good_confirmation) + "0\r\nContent-Length: 7\r\n\r\n"), 400, false},
      {chunked(chunk(good_confirmation) + "0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400, false},
      {chunked("0\r\n\r\n"), 400, true},
      {chunked("x\r\n"), 400, false},
      {chunked("-1\r\n"), 400, false},
      {chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, false},
      {chunked("5\nhello\r\n0\r\n\r\n"), 400, false},
      {chunked("5\r\nhelloX\r\n0\r\n\r\n"), 400, false},
      {chunked("ffffffffffffffffff\r\n"), 400, false},
      {chunked("5;" + std::string(40000, 'e')), 400, false},
      {chunked(chunk(std::string(40000, ' ')) + chunk(std::string(40000, ' ')) + "0\r\n\r\n"), 413, false},
  };
  for (const Row& row : table) {
    INFO(row.bytes.substr(0, 300));
    RawClient client(served.port());
    client.send(row.bytes);
    const Received answer = client.answer();
    CHECK(answer.status == row.status);
    if (answer.status >= 400) {
      CHECK(answer.header("Content-Type") == "application/problem+json");
      CHECK(answer.json().at("status") == row.status);
    }
    CHECK(answer.header("X-Request-Id").empty() == false);
    if (row.lives) {
      CHECK(answer.header("Connection") != "close");
      client.send(get("/healthz", ""));
      CHECK(client.answer().status == 200);
    } else {
      CHECK(client.ends());
    }
  }
}

TEST_CASE("what could be read in two ways is refused and the connection closed") {
  Served served;
  const auto with = [](const std::string& fields) {
    return post("/v1/confirmations", good_confirmation, portal + fields);
  };
  const auto bare = [](const std::string& fields) {
    return "POST /v1/confirmations HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"s + portal + fields +
           "\r\n";
  };
  const std::string refused[] = {
      with("Content-Length: 1\r\n"),
      bare("Content-Length: 2\r\nContent-Length: 2\r\n") + "{}",
      bare("Content-Length: 2, 2\r\n") + "{}",
      bare("Content-Length: +2\r\n") + "{}",
      bare("Content-Length: 0x2\r\n") + "{}",
      bare("Content-Length: -2\r\n") + "{}",
      bare("Content-Length:\r\n") + "{}",
      bare("Content-Length: 18446744073709551618\r\n") + "{}",
      with("Transfer-Encoding: chunked\r\n"),
      bare("Transfer-Encoding: chunked, chunked\r\n"),
      bare("Transfer-Encoding: gzip, chunked\r\n"),
      bare("Transfer-Encoding: identity\r\n"),
      bare("Transfer-Encoding: xchunked\r\n"),
      bare("Transfer-Encoding: \"chunked\"\r\n"),
      bare("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
      bare("Transfer-Encoding : chunked\r\n"),
      bare(" Transfer-Encoding: chunked\r\n"),
      bare("X: a\r\n\tb\r\n"),
      bare("X\0Y: a\r\n"s),
      bare("X: a\0b\r\n"s),
      bare("X Y: a\r\n"),
      bare(": a\r\n"),
      bare("no colon\r\n"),
      bare("X: a\nY: b\r\n"),
      bare("X: a\rY: b\r\n"),
      "POST /v1/confirmations HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: h, h\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: user@h\r\n\r\n",
      "GET  /healthz HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET\t/healthz HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /healthz  HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /healthz\r\n\r\n",
      "GET /healthz HTTP/1.1 \r\nHost: h\r\n\r\n",
      "GET /healthz http/1.1\r\nHost: h\r\n\r\n",
      "GET /healthz#x HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /he\xd0\xb0lthz HTTP/1.1\r\nHost: h\r\n\r\n",
      "Get /healthz HTTP/1.1\r\nHost: h\r\n\r\n",
      get("/v1/./letters", ""),
      get("/v1/%2E/letters", ""),
      get("/v1%5Cletters", ""),
      get("/v1/%zz", ""),
      get("/v1/%00", ""),
      "GET https://elsewhere/healthz HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET http:///healthz HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET ftp://h/healthz HTTP/1.1\r\nHost: h\r\n\r\n",
  };
  for (const std::string& bytes : refused) {
    INFO(bytes.substr(0, 300));
    RawClient client(served.port());
    client.send(bytes);
    const Received answer = client.answer();
    CHECK(answer.status == 400);
    CHECK(answer.code() == "malformed_request");
    CHECK(answer.header("Connection") == "close");
    CHECK(client.ends());
  }
  CHECK(served.backend.calls() == 0);
}

TEST_CASE("what is unusual but has one reading only is served") {
  const Served served;
  const std::string body = chunk(good_confirmation) + "0\r\n\r\n";
  for (const char* coding : {"chunked", "Chunked", "CHUNKED", "  chunked  "}) {
    INFO(coding);
    const Received answer =
        served.ask("POST /v1/confirmations HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"s + portal +
                   "transfer-encoding:" + coding + "\r\n\r\n" + body);
    CHECK(answer.status == 200);
  }
  for (const char* fields : {"Expect: something-else\r\n", "Content-Length: 0\r\n", "Content-Length: 00\r\n", "X:\r\n",
                             "x-y_z!#$%&'*+.^`|~: \xd0\xb0\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n"}) {
    INFO(fields);
    CHECK(served.ask(get("/healthz", fields)).status == 200);
  }
  CHECK(served.ask("GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\n\r\n").status == 200);
  CHECK(served.ask("GET /health%7a HTTP/1.1\r\nhOST: h:\r\n\r\n").status == 200);
}

TEST_CASE("a body that ends early is refused, a head that ends early is no request") {
  Served served;
  RawClient cut(served.port());
  const std::string whole = post("/v1/confirmations", good_confirmation);
  cut.send(whole.substr(0, whole.size() - 1));
  cut.end_sending();
  CHECK(cut.answer().code() == "malformed_request");
  RawClient gone(served.port());
  gone.send("GET /healthz HTTP/1.1\r\nHo");
  gone.end_sending();
  CHECK(gone.ends());
  CHECK(served.backend.calls() == 0);
}

TEST_CASE("a peer that has ended sending still gets its answer") {
  const Served served;
  RawClient client(served.port());
  client.send(post("/v1/confirmations", good_confirmation));
  client.end_sending();
  CHECK(client.answer().status == 200);
  CHECK(client.ends());
}

TEST_CASE("requests that come byte by byte are served") {
  const Served served;
  RawClient client(served.port());
  for (const char c : post("/v1/confirmations", good_confirmation) + chunked(chunk(good_confirmation) + "0\r\n\r\n")) {
    client.send(std::string(1, c));
  }
  CHECK(client.answer().status == 200);
  CHECK(client.answer().status == 200);
}

TEST_CASE("requests sent all at once are answered in their order") {
  const Served served;
  RawClient client(served.port());
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    bytes += post("/v1/confirmations", R"({"account_id":"acc-)" + std::to_string(i) + R"(","code":"1"})");
    bytes += get("/nothing", "");
  }
  client.send(bytes);
  for (int i = 0; i < 100; ++i) {
    CHECK(client.answer().text("account_id") == "acc-" + std::to_string(i));
    CHECK(client.answer().status == 404);
  }
}

TEST_CASE("a body is asked for only when it is wanted") {
  const Served served;
  const std::string whole =
      post("/v1/confirmations", good_confirmation, std::string(portal) + "Expect: 100-continue\r\n");
  const std::size_t head_size = whole.find("\r\n\r\n") + 4;
  RawClient client(served.port());
  client.send(whole.substr(0, head_size));
  CHECK(client.answer(false).head == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(whole.substr(head_size));
  CHECK(client.answer().status == 200);
  client.send(whole);
  CHECK(client.answer().status == 200);

  RawClient stranger(served.port());
  stranger.send("POST /v1/confirmations HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(stranger.answer().status == 401);
  CHECK(stranger.ends());
}

TEST_CASE("a refusal reaches a peer that goes on sending a big body") {
  const Served served;
  RawClient client(served.port());
  client.send(post("/v1/letters", std::string(1'000'000, ' ')));
  CHECK(client.answer().code() == "body_too_large");
  CHECK(client.ends());
}

TEST_CASE("a refused HEAD has no body, whatever it was refused for") {
  const Served served;
  for (const char* bytes : {"HEAD /healthz HTTP/1.1\r\n\r\n", "HEAD /a/.. HTTP/1.1\r\nHost: h\r\n\r\n",
                            "HEAD /healthz HTTP/1.1\r\nHost: h\n\r\n"}) {
    RawClient client(served.port());
    client.send(bytes);
    CHECK(client.answer(false).status == 400);
    CHECK(client.ends());
  }
}

TEST_CASE("settings bound header, fields, target and body") {
  ServerSettings settings = test_settings();
  settings.most_header_bytes = 1024;
  settings.most_header_fields = 10;
  settings.most_target_bytes = 64;
  settings.most_body_bytes = 100;
  const Served served(settings);
  CHECK(served.ask(get("/healthz", "X: " + std::string(2000, 'a') + "\r\n")).code() == "headers_too_large");
  std::string fields;
  for (int i = 0; i < 10; ++i) fields += "A: b\r\n";
  CHECK(served.ask(get("/healthz", fields)).code() == "headers_too_large");
  CHECK(served.ask(get("/" + std::string(64, 'a'), "")).code() == "uri_too_long");
  CHECK(served.ask(post("/v1/confirmations", std::string(101, ' '))).code() == "body_too_large");
  CHECK(served.ask(post("/v1/confirmations", std::string(100, ' '))).code() == "malformed_json");
}
