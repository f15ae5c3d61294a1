#include "system/curl_http_client.hpp"

#include <chrono>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/system/tiny_server.hpp"

namespace postproof::system {

namespace {

using Answer = TinyServer::Answer;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

Result<HttpAnswer> call(const HttpRequest& request, CurlSettings settings = {}) {
  CurlHttpClient client{std::move(settings)};
  std::vector<Result<HttpAnswer>> answers = client.perform({&request, 1});
  REQUIRE(answers.size() == 1);
  return std::move(answers.front());
}

/// The message of the remote_failed that stands in place of an answer.
std::string failure(const HttpRequest& request) {
  const Result<HttpAnswer> answer = call(request);
  if (answer) return "answered";
  CHECK(answer.error().kind == ErrorKind::remote_failed);
  return answer.error().detail;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("An answer of any status comes back with its type and body") {
  TinyServer server{{{"/ok", TinyServer::with(200, "<a/>", "Content-Type: text/xml; charset=utf-8\r\n")},
                     {"/gone", TinyServer::with(410, "gone")},
                     {"/error", TinyServer::with(500, "")}}};
  const Result<HttpAnswer> ok = call(get(server.url("/ok")));
  REQUIRE(ok);
  CHECK(ok.value().status == 200);
  CHECK(ok.value().content_type == "text/xml; charset=utf-8");
  CHECK(ok.value().body == "<a/>");
  CHECK(call(get(server.url("/gone"))).value().status == 410);
  CHECK(call(get(server.url("/gone"))).value().body == "gone");
  CHECK(call(get(server.url("/error"))).value().status == 500);
  CHECK(call(get(server.url("/error"))).value().content_type.empty());
}

TEST_CASE("A request arrives as it was given, and with no header that was not") {
  TinyServer server{{{"/soap/../x?a=b", TinyServer::with(200, "")}}};
  HttpRequest request;
  request.url = server.url("/soap/../x?a=b");
  request.headers = {{"Content-Type", "text/xml"}, {"SOAPAction", "\"urn:x\""}, {"X-Empty", ""}};
  request.body = "<body>" + std::string(2000, 'x') + std::string{"\0", 1} + "</body>";
  REQUIRE(call(request));
  CHECK(server.last_request() == "POST /soap/../x?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                     "\r\nUser-Agent: postproof\r\nAccept: */*\r\nContent-Type: text/xml\r\n"
                                     "SOAPAction: \"urn:x\"\r\nX-Empty:\r\nContent-Length: " +
                                     std::to_string(request.body.size()) + "\r\n\r\n" + request.body);
}

TEST_CASE("A large body is sent without asking first") {
  TinyServer server{{{"/", TinyServer::with(200, "")}}};
  HttpRequest request;
  request.url = server.url("/");
  request.body = std::string(3'000'000, 'b');
  REQUIRE(call(request));
  CHECK_FALSE(has(server.last_request(), "Expect"));
  CHECK_FALSE(has(server.last_request(), "Content-Type"));
  CHECK(server.last_request().ends_with("\r\n\r\n" + request.body));
}

TEST_CASE("Each method is sent as such, with and without a body") {
  TinyServer server{{{"/", TinyServer::with(200, "")}}};
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"}) {
    for (const char* body : {"", "body"}) {
      HttpRequest request;
      request.method = method;
      request.url = server.url("/");
      request.body = body;
      REQUIRE(call(request));
      CHECK(server.last_request().starts_with(std::string{method} + " / HTTP/1.1\r\n"));
      if (std::string{method} != "HEAD") CHECK(server.last_request().ends_with("\r\n\r\n" + std::string{body}));
    }
  }
}

TEST_CASE("A redirect is an answer and is not followed") {
  TinyServer other{{{"/", TinyServer::with(200, "other")}}};
  TinyServer server{{{"/", TinyServer::with(302, "moved", "Location: " + other.url("/") + "\r\n")}}};
  const Result<HttpAnswer> answer = call(get(server.url("/")));
  REQUIRE(answer);
  CHECK(answer.value().status == 302);
  CHECK(answer.value().body == "moved");
  CHECK(other.connections() == 0);
}

TEST_CASE("A broken answer is no answer") {
  TinyServer server{{{"/cut", {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", true}},

                     {"/cut-chunk", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", true}},
                     {"/bad-chunk", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", true}},
                     {"/empty", {"", true}},
                     {"/head", {"HTTP/1.1 200 OK\r\nContent-Le", true}},
                     {"/head-line", {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", true}},
                     {"/continue", {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", true}},
                     {"/ssh", {"SSH-2.0-OpenSSH_9.2\r\n", true}},
                     {"/old", {"<html>no status line</html>", true}}}};
  for (const char* path :
       {"/cut", "/cut-chunk", "/bad-chunk", "/empty", "/head", "/head-line", "/continue", "/ssh", "/old"}) {
    INFO(path);
    CHECK(has(failure(get(server.url(path))),
              "the call to http://127.0.0.1:" + std::to_string(server.port()) + " failed: "));
  }
}

TEST_CASE("An answer is bounded to the byte, whether it tells its length or not") {
  TinyServer server{
      {{"/length", TinyServer::with(200, std::string(1000, 'x'))},
       {"/close", {"HTTP/1.1 200 OK\r\n\r\n" + std::string(1000, 'x'), true}},
       {"/chunked",
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"}}}};
  for (const char* path : {"/length", "/close", "/chunked"}) {
    HttpRequest request = get(server.url(path));
    request.most_answer_bytes = 1000;
    CHECK(call(request).value().body.size() == 1000);
    request.most_answer_bytes = 999;
    CHECK(has(failure(request), "the answer has more than 999 bytes"));
    request.most_answer_bytes = 0;
    CHECK(has(failure(request), "the answer has more than 0 bytes"));
  }
}

TEST_CASE("Endless bodies and endless headers are broken off") {
  const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
  TinyServer server{{{"/body", {"HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'), false, true}},
                     {"/headers", {"HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'x') + "\r\n", false, true}},
                     {"/continue", {"HTTP/1.1 100 Continue\r\n\r\n", false, true}}}};
  HttpRequest body = get(server.url("/body"));
  body.most_answer_bytes = 1'000'000;
  CHECK(has(failure(body), "the answer has more than 1000000 bytes"));
  CHECK(has(failure(get(server.url("/headers"))), "failed: "));
  CHECK(has(failure(get(server.url("/continue"))), "the headers of the answer have more than 64 KiB"));
}

TEST_CASE("A compressed answer that nobody asked for is not unpacked") {
  TinyServer server{{{"/", TinyServer::with(200, "not really gzip", "Content-Encoding: gzip\r\n")}}};
  CHECK(call(get(server.url("/"))).value().body == "not really gzip");
  CHECK_FALSE(has(server.last_request(), "Accept-Encoding"));
}

TEST_CASE("A server that does not answer in time is given up") {
  TinyServer server{
      {{"/", {"", false, false, true}}, {"/half", {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false}}}};
  for (const char* path : {"/", "/half"}) {
    HttpRequest request = get(server.url(path));
    request.timeout = std::chrono::milliseconds{80};
    CHECK(has(failure(request), "timed out"));
  }
}

TEST_CASE("A port on which nobody listens and a name that nobody has are failures") {
  CHECK(has(failure(get("http://127.0.0.1:" + std::to_string(closed_port()) + "/")), "failed: "));
  CHECK(has(failure(get("http://nobody.invalid/")), "the call to http://nobody.invalid:80 failed: "));
}

TEST_CASE("A server without TLS does not pass for one with it") {
  TinyServer server{{{"/", TinyServer::with(200, "plain")}}};
  const HttpRequest request = get("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  CHECK(has(failure(request), "the call to https://127.0.0.1:" + std::to_string(server.port()) + " failed: "));
}

TEST_CASE("What cannot be sent is refused without a connection") {
  TinyServer server{{{"/", TinyServer::with(200, "")}}};
  for (const std::string url : {"", "/", "127.0.0.1:1/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://",
                                "gopher://127.0.0.1/", "http://a b/"}) {
    INFO(url);
    CHECK(failure(get(url)) == "a URL to call is no http or https URL");
  }
  CHECK(failure(get(server.url("/") + std::string{"\0x", 2})) == "a URL to call is no http or https URL");
  for (const char* method : {"", "get", "GET /x HTTP/1.1\r\nX:", "ABCDEFGHIJKLMNOPQ"}) {
    HttpRequest request = get(server.url("/"));
    request.method = method;
    CHECK(has(failure(request), "no proper method"));
  }
  const std::pair<std::string, std::string> headers[] = {{"", "x"},
                                                         {"A B", "x"},
                                                         {"A:", "x"},
                                                         {"A", "x\r\nB: y"},
                                                         {"A", "x\ny"},
                                                         {"A\r\nB", "x"},
                                                         {"A", std::string{"\0", 1}}};
  for (const auto& header : headers) {
    HttpRequest request = get(server.url("/"));
    request.headers = {header};
    CHECK(has(failure(request), "a header that cannot be sent"));
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("An error does not repeat the secrets of a URL") {
  const std::string url = "http://user:word@127.0.0.1:" + std::to_string(closed_port()) + "/hook/token?key=secret";
  const std::string detail = failure(get(url));
  for (const char* part : {"user", "word", "hook", "token", "secret"}) CHECK_FALSE(has(detail, part));
}

TEST_CASE("Many requests go at once, as many as allowed, and answers keep the order of the requests") {
  constexpr int crowd = 6;
  std::map<std::string, Answer> answers;
  for (int i = 0; i < 60; ++i) {
    Answer answer = TinyServer::with(200, fmt::format("answer {}", i));
    answer.wait_for_all = true;
    answers[fmt::format("/{}", i)] = answer;
  }
  TinyServer server{answers, crowd};
  std::vector<HttpRequest> requests;
  for (int i = 0; i < 60; ++i) requests.push_back(get(server.url(fmt::format("/{}", i))));
  requests[30].url = "nonsense";
  CurlHttpClient client{{crowd, "", ""}};
  const std::vector<Result<HttpAnswer>> results = client.perform(requests);
  REQUIRE(results.size() == 60);
  for (std::size_t i = 0; i < results.size(); ++i) {
    REQUIRE(results[i].has_value() == (i != 30));
    if (i != 30) CHECK(results[i].value().body == fmt::format("answer {}", i));
  }
  CHECK(server.most_at_once() == crowd);
  CHECK(server.connections() == crowd);
}

TEST_CASE("A kept connection serves later calls, and one that the server closed is replaced") {
  TinyServer server{{{"/", TinyServer::with(200, "kept")}, {"/close", [] {
                                                              Answer answer = TinyServer::with(200, "closing");
                                                              answer.close = true;
                                                              return answer;
                                                            }()}}};
  CurlHttpClient client;
  const HttpRequest keep = get(server.url("/"));
  const HttpRequest close = get(server.url("/close"));
  for (int i = 0; i < 5; ++i) CHECK(client.perform({&keep, 1}).front().value().body == "kept");
  CHECK(server.connections() == 1);
  CHECK(client.perform({&close, 1}).front().value().body == "closing");
  CHECK(client.perform({&keep, 1}).front().value().body == "kept");
  CHECK(server.connections() == 2);
}

TEST_CASE("A failed request spoils neither its neighbours nor later calls") {
  TinyServer server{
      {{"/ok", TinyServer::with(200, "ok")}, {"/cut", {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", true}}}};
  CurlHttpClient client{{2, "", ""}};
  std::vector<HttpRequest> requests;
  for (int i = 0; i < 10; ++i) requests.push_back(get(server.url(i % 2 == 0 ? "/ok" : "/cut")));
  for (int round = 0; round < 3; ++round) {
    const std::vector<Result<HttpAnswer>> results = client.perform(requests);
    for (std::size_t i = 0; i < results.size(); ++i) CHECK(results[i].has_value() == (i % 2 == 0));
  }
}

TEST_CASE("No requests are no work") {
  CurlHttpClient client;
  CHECK(client.perform({}).empty());
}

TEST_CASE("A proxy is asked if one is set, and the environment's is not") {
  TinyServer proxy{{{"http://far.invalid/x", TinyServer::with(200, "through the proxy")}}};
  const std::string address = "http://127.0.0.1:" + std::to_string(proxy.port());
  CHECK(call(get("http://far.invalid/x"), {1, address, ""}).value().body == "through the proxy");
  REQUIRE(::setenv("http_proxy", address.c_str(), 1) == 0);
  CHECK(has(failure(get("http://far.invalid/x")), "failed: "));
  REQUIRE(::unsetenv("http_proxy") == 0);
  CHECK(proxy.connections() == 1);
}

}  // namespace postproof::system
