#include "system/curl_http_calls.hpp"

#include <chrono>
#include <map>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/system/tiny_server.hpp"

namespace postproof::system {

namespace {

constexpr std::chrono::milliseconds long_time{60'000};

HttpRequest post(const std::string& url, const std::string& body = "{}") {
  HttpRequest request;
  request.url = url;
  request.body = body;
  return request;
}

/// Waits until `count` calls are finished; status by number, 0 for a failure.
std::map<std::uint64_t, int> finish(CurlHttpCalls& calls, std::size_t count) {
  std::map<std::uint64_t, int> statuses;
  while (statuses.size() < count) {
    for (const HttpCalls::Finished& one : calls.wait(long_time)) {
      statuses[one.number] = one.outcome ? one.outcome.value().status : 0;
    }
  }
  return statuses;
}

}  // namespace

TEST_CASE("Calls are finished one by one under the caller's numbers") {
  TinyServer server{{{"/a", TinyServer::with(200, "")}, {"/b", TinyServer::with(503, "")}}};
  CurlHttpCalls calls;
  calls.start(70, post(server.url("/a")));
  calls.start(7, post(server.url("/b")));
  CHECK(calls.under_way() == 2);
  CHECK(finish(calls, 2) == std::map<std::uint64_t, int>{{7, 503}, {70, 200}});
  CHECK(calls.under_way() == 0);
}

TEST_CASE("A call that is never answered holds up no other, and ends at its timeout") {
  TinyServer server{{{"/ok", TinyServer::with(204, "")}, {"/silent", {.bytes = "", .silent = true}}}};
  CurlHttpCalls calls;
  HttpRequest slow = post(server.url("/silent"));
  slow.timeout = std::chrono::milliseconds{1500};
  calls.start(1, slow);
  for (std::uint64_t number = 2; number < 20; ++number) {
    calls.start(number, post(server.url("/ok")));
    CHECK(finish(calls, 1) == std::map<std::uint64_t, int>{{number, 204}});
  }
  CHECK(calls.under_way() == 1);
  CHECK(finish(calls, 1) == std::map<std::uint64_t, int>{{1, 0}});
}

TEST_CASE("What cannot be sent is told like any other failure") {
  CurlHttpCalls calls;
  calls.start(1, post("ftp://example.org/"));
  calls.start(2, post("http://127.0.0.1:" + std::to_string(closed_port()) + "/"));
  CHECK(finish(calls, 2) == std::map<std::uint64_t, int>{{1, 0}, {2, 0}});
}

TEST_CASE("Redirects are answers and are not followed") {
  TinyServer server{{{"/from", TinyServer::with(302, "", "Location: /to\r\n")}, {"/to", TinyServer::with(200, "")}}};
  CurlHttpCalls calls;
  calls.start(1, post(server.url("/from")));
  CHECK(finish(calls, 1) == std::map<std::uint64_t, int>{{1, 302}});
}

TEST_CASE("A wait ends when it is woken from another thread, and when its time is over") {
  CurlHttpCalls calls;
  CHECK(calls.wait(std::chrono::milliseconds{1}).empty());
  std::thread waker([&] { calls.wake(); });
  CHECK(calls.wait(long_time).empty());
  waker.join();
}

TEST_CASE("Calls under way are broken off when their object goes") {
  TinyServer server{{{"/silent", {.bytes = "", .silent = true}}}};
  CurlHttpCalls calls;
  for (std::uint64_t number = 0; number < 5; ++number) calls.start(number, post(server.url("/silent")));
  CHECK(calls.wait(std::chrono::milliseconds{50}).empty());
  CHECK(calls.under_way() == 5);
}

}  // namespace postproof::system
