#include <catch2/catch.hpp>

#include "api/http_date.hpp"
#include "api/input_buffer.hpp"
#include "api/rate_limit.hpp"
#include "api/routes.hpp"
#include "api/settings.hpp"

using namespace postproof;
using namespace postproof::api;

TEST_CASE("roles go by their names") {
  for (const char* name : {"portal", "post", "operator", "auditor"}) {
    REQUIRE(role_of(name));
    CHECK(name_of(*role_of(name)) == name);
  }
  CHECK_FALSE(role_of("Portal"));
  CHECK_FALSE(role_of(""));
}

TEST_CASE("a bucket holds one second's requests and refills evenly") {
  RateLimiter limiter(10);
  const RateLimiter::TimePoint start{std::chrono::hours{1}};
  for (int left = 9; left >= 0; --left) {
    const RateState state = limiter.take("a", start);
    CHECK(state.allowed);
    CHECK(state.limit == 10);
    CHECK(state.remaining == left);
    CHECK(state.reset_seconds == 1);
  }
  CHECK_FALSE(limiter.take("a", start).allowed);
  CHECK(limiter.take("b", start).allowed);
  CHECK_FALSE(limiter.take("a", start + std::chrono::milliseconds{99}).allowed);
  CHECK(limiter.take("a", start + std::chrono::milliseconds{101}).allowed);
  CHECK_FALSE(limiter.take("a", start + std::chrono::milliseconds{102}).allowed);
  CHECK(limiter.take("a", start + std::chrono::hours{1}).remaining == 9);
  CHECK(limiter.take("a", start).remaining == 8);
}

TEST_CASE("no limit means that nothing is counted") {
  RateLimiter limiter(0);
  CHECK_FALSE(limiter.is_on());
  CHECK(limiter.take("a", {}).allowed);
}

TEST_CASE("tokens no longer in use are forgotten") {
  RateLimiter limiter(1);
  RateLimiter::TimePoint now{};
  for (int i = 0; i < 30'000; ++i) CHECK(limiter.take(std::to_string(i), now += std::chrono::milliseconds{1}).allowed);
  CHECK_FALSE(limiter.take("29999", now).allowed);
}

TEST_CASE("listen addresses are numbers, not names") {
  CHECK(parse_listen_address("127.0.0.1:8080").value() == ListenAddress{"127.0.0.1", 8080});
  CHECK(parse_listen_address("localhost:0").value() == ListenAddress{"127.0.0.1", 0});
  CHECK(parse_listen_address("[::1]:65535").value() == ListenAddress{"::1", 65535});
  CHECK(to_string(ListenAddress{"::1", 80}) == "[::1]:80");
  for (const char* bad : {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1]",
                          "[127.0.0.1]:80", "proof.example:80", "127.0.0.1:80 ", "256.0.0.1:80"}) {
    INFO(bad);
    REQUIRE_FALSE(parse_listen_address(bad));
    CHECK(parse_listen_address(bad).error().kind == ErrorKind::configuration_invalid);
  }
  CHECK(is_loopback({"127.1.2.3", 1}));
  CHECK(is_loopback({"::1", 1}));
  CHECK_FALSE(is_loopback({"0.0.0.0", 1}));
  CHECK_FALSE(is_loopback({"::", 1}));
}

TEST_CASE("dates of HTTP are in GMT") {
  CHECK(http_date(instant_of(784'111'777)) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(*parse_instant("2026-11-23T02:00:00+03:00")) == "Sun, 22 Nov 2026 23:00:00 GMT");
}

TEST_CASE("an input buffer keeps what was not used, up to its size") {
  InputBuffer buffer(4096);
  const auto put = [&](std::string_view text) {
    while (!text.empty()) {
      const auto room = buffer.prepare();
      REQUIRE_FALSE(room.empty());
      const std::size_t count = std::min(room.size(), text.size());
      std::copy_n(text.begin(), count, room.begin());
      buffer.commit(count);
      text.remove_prefix(count);
    }
  };
  put("hello");
  buffer.consume(2);
  CHECK(buffer.view() == "llo");
  put(std::string(2043, 'x'));
  buffer.consume(3);
  put(std::string(2053, 'y'));
  CHECK(buffer.view() == std::string(2043, 'x') + std::string(2053, 'y'));
  CHECK(buffer.prepare().empty());
  buffer.consume(4096);
  CHECK(buffer.empty());
  CHECK(buffer.prepare().size() == 4096);
}

TEST_CASE("the table of routes: paths, methods and who may call") {
  struct Row {
    const char* method;
    std::vector<std::string> path;
    Door door;
    const char* pattern;
    const char* allow;
    const char* roles;
  };
  const std::string id = "ltr_x";
  const Row table[] = {
      {"POST", {"v1", "letters"}, Door::service, "/v1/letters", "POST, GET, HEAD", "portal"},
      {"GET", {"v1", "letters"}, Door::service, "/v1/letters", "POST, GET, HEAD", "portal operator"},
      {"HEAD", {"v1", "letters"}, Door::service, "/v1/letters", "POST, GET, HEAD", "portal operator"},
      {"GET", {"v1", "confirmations"}, Door::service, "", "POST", ""},
      {"GET", {"metrics"}, Door::service, "", "", ""},
      {"GET", {"metrics"}, Door::admin, "/metrics", "GET, HEAD", ""},
      {"POST", {"v1", "letters", ""}, Door::service, "", "", ""},
      {"GET", {"v1", "letters", ""}, Door::service, "", "", ""},
      {"GET", {"v1", "letters", id}, Door::service, "/v1/letters/{id}", "GET, HEAD", "portal operator"},
      {"HEAD", {"v1", "letters", id}, Door::service, "/v1/letters/{id}", "GET, HEAD", "portal operator"},
      {"DELETE", {"v1", "letters", id}, Door::service, "", "GET, HEAD", ""},
      {"GET", {"v1", "letters", id, ""}, Door::service, "", "", ""},
      {"POST", {"v1", "confirmations"}, Door::service, "/v1/confirmations", "POST", "portal"},
      {"GET",
       {"v1", "tracking", "1"},
       Door::service,
       "/v1/tracking/{track_number}",
       "GET, HEAD",
       "portal post operator"},
      {"GET", {"v1", "tracking"}, Door::service, "", "", ""},
      {"GET", {"healthz"}, Door::service, "/healthz", "GET, HEAD", ""},
      {"GET", {"healthz"}, Door::admin, "/healthz", "GET, HEAD", ""},
      {"GET", {"healthz", ""}, Door::service, "", "", ""},
      {"POST", {"v1", "letters"}, Door::admin, "", "", ""},
      {"GET", {""}, Door::service, "", "", ""},
      {"GET", {"V1", "letters", id}, Door::service, "", "", ""},
  };
  for (const Row& row : table) {
    INFO(row.method << " " << row.pattern << " " << row.path.size());
    const RouteMatch match = find_route(all_routes(), row.door, row.method, row.path);
    CHECK((match.route == nullptr ? "" : match.route->pattern) == row.pattern);
    CHECK(match.allow == row.allow);
    std::string roles;
    for (const Role role : {Role::portal, Role::post, Role::operator_role, Role::auditor}) {
      if (match.route == nullptr || !match.route->roles.contains(role)) continue;
      roles += (roles.empty() ? "" : " ") + std::string(name_of(role));
    }
    CHECK(roles == row.roles);
  }
}
