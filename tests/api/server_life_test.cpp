#include <memory>

#include "tests/api/served.hpp"

using namespace postproof;
using namespace postproof::api;
using namespace std::chrono_literals;

namespace {

ServerSettings hasty() {
  ServerSettings settings = test_settings();
  settings.header_timeout = 200ms;
  settings.body_timeout = 200ms;
  settings.idle_timeout = 200ms;
  settings.linger_timeout = 200ms;
  return settings;
}

}  // namespace

TEST_CASE("a head that takes too long is answered 408, however steadily it drips") {
  const Served served(hasty());
  RawClient silent(served.port());
  silent.send("GET /healthz HTTP/1.1\r\n");
  const Received answer = silent.answer();
  CHECK(answer.status == 408);
  CHECK(answer.code() == "request_timeout");
  CHECK(answer.header("Connection") == "close");
  CHECK(silent.ends());

  RawClient dripping(served.port());
  for (int i = 0; i < 10; ++i) {
    dripping.send("G");
    std::this_thread::sleep_for(50ms);
  }
  CHECK(dripping.answer().status == 408);
}

TEST_CASE("a body that takes too long is answered 408") {
  Served served(hasty());
  RawClient client(served.port());
  const std::string whole = post("/v1/confirmations", good_confirmation);
  client.send(whole.substr(0, whole.size() - 1));
  CHECK(client.answer().code() == "request_timeout");
  CHECK(client.ends());
  CHECK(served.backend.calls() == 0);
}

TEST_CASE("an idle connection is closed without a word") {
  const Served served(hasty());
  RawClient fresh(served.port());
  CHECK(fresh.ends());
  RawClient used(served.port());
  used.send(get("/healthz", ""));
  CHECK(used.answer().status == 200);
  CHECK(used.ends());
}

TEST_CASE("a slow house is waited for beyond all times of the peer") {
  Served served(hasty());
  served.backend.hold();
  RawClient client(served.port());
  client.send(post("/v1/letters", good_order));
  served.backend.await_calls(1);
  std::this_thread::sleep_for(500ms);
  served.backend.release();
  CHECK(client.answer().status == 201);
}

TEST_CASE("a peer that takes nothing is given up") {
  ServerSettings settings = hasty();
  settings.write_timeout = 200ms;
  settings.idle_timeout = 60s;
  Served served(settings);
  served.backend.on_tracking = [](const std::string&, bool) {
    TrackingView view;
    view.summary = std::string(20'000'000, 's');
    return Result<TrackingView>(view);
  };
  RawClient client(served.port());
  client.send(get("/v1/tracking/1"));
  while (served.log.lines().empty()) std::this_thread::sleep_for(10ms);  // a line is written when it is over
  const Received answer = client.answer();
  CHECK(answer.status == 200);
  CHECK(answer.body.size() < 20'000'000);
}

TEST_CASE("one connection too many is told so and closed; a place that gets free is used") {
  ServerSettings settings = test_settings();
  settings.most_connections = 2;
  const Served served(settings);
  auto first = std::make_unique<RawClient>(served.port());
  first->send(get("/healthz", ""));
  CHECK(first->answer().status == 200);
  RawClient second(served.port());
  second.send(get("/healthz", ""));
  CHECK(second.answer().status == 200);
  RawClient third(served.port());
  const Received refused = third.answer();
  CHECK(refused.status == 503);
  CHECK(refused.code() == "service_unavailable");
  CHECK(refused.header("Retry-After") == "1");
  CHECK(third.ends());
  {
    RawClient admin(served.server.admin_address()->port);
    admin.send(get("/healthz", ""));
    CHECK(admin.answer().status == 200);
  }
  first.reset();
  for (;;) {
    RawClient next(served.port());
    next.send(get("/healthz", ""));
    if (next.answer().status == 200) break;
  }
}

TEST_CASE("an address in use is an error that names it") {
  const Served served;
  FakeBackend backend;
  KeptLog log;
  CountingEntropy entropy;
  ServerSettings settings = test_settings();
  settings.admin_listen = ListenAddress{"127.0.0.1", served.port()};
  Server second(settings, backend, log, entropy);
  const Result<void> started = second.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().kind == ErrorKind::io_failed);
  CHECK(started.error().detail.find("127.0.0.1:" + std::to_string(served.port())) != std::string::npos);
}

TEST_CASE("without an admin address there is one socket") {
  ServerSettings settings = test_settings();
  settings.admin_listen.reset();
  const Served served(settings);
  CHECK_FALSE(served.server.admin_address());
  CHECK(served.ask(get("/healthz", "")).status == 200);
}

TEST_CASE("many connections at once all get the answer to their own question") {
  Served served;
  constexpr int clients = 64;
  constexpr int rounds = 50;
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int c = 0; c < clients; ++c) {
    threads.emplace_back([&, c] {
      RawClient client(served.port());
      for (int r = 0; r < rounds; ++r) {
        const std::string account = "acc-" + std::to_string(c) + "-" + std::to_string(r);
        client.send(post("/v1/confirmations", R"({"account_id":")" + account + R"(","code":"1"})"));
        const Received answer = client.answer();
        if (answer.status == 200 && answer.text("account_id") == account) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == clients * rounds);
}

TEST_CASE("many slow peers leave the others served") {
  const Served served;
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<RawClient>(served.port()));
    slow.back()->send("POST /v1/letters HTTP/1.1\r\nHost:");
  }
  RawClient quick(served.port());
  for (int i = 0; i < 200; ++i) {
    quick.send(post("/v1/confirmations", good_confirmation));
    REQUIRE(quick.answer().status == 200);
  }
}

TEST_CASE("stopping finishes what was begun and then takes nothing more") {
  Served served;
  served.backend.hold();
  RawClient waiting(served.port());
  waiting.send(post("/v1/letters", good_order) + get("/healthz", ""));
  RawClient half(served.port());
  const std::string whole = post("/v1/confirmations", good_confirmation);
  half.send(whole.substr(0, 40));
  RawClient idle(served.port());
  idle.send(get("/healthz", ""));
  CHECK(idle.answer().status == 200);
  served.backend.await_calls(1);

  const std::uint16_t port = served.port();
  served.server.stop();
  served.server.stop();
  CHECK(idle.ends());
  CHECK_FALSE(RawClient(port).is_connected());
  half.send(whole.substr(40));
  served.backend.release();
  CHECK(waiting.answer().status == 201);
  const Received last = waiting.answer();
  CHECK(last.status == 200);
  CHECK(last.header("Connection") == "close");
  CHECK(half.answer().status == 200);
  CHECK(half.ends());
  served.server.join();
}

TEST_CASE("requests that were sent before the stop are answered") {
  for (int round = 0; round < 20; ++round) {
    Served served;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
      clients.push_back(std::make_unique<RawClient>(served.port()));
      REQUIRE(clients.back()->is_connected());
      clients.back()->send(get("/healthz", ""));
    }
    served.server.stop();
    for (const auto& client : clients) CHECK(client->answer().status == 200);
    served.server.join();
  }
}

TEST_CASE("a stop does not wait for ever, and a late outcome harms nobody") {
  FakeBackend backend;
  KeptLog log;
  CountingEntropy entropy;
  {
    ServerSettings settings = test_settings();
    settings.drain_timeout = 200ms;
    Server server(settings, backend, log, entropy);
    REQUIRE(server.start());
    backend.hold();
    RawClient client(server.address().port);
    client.send(post("/v1/letters", good_order) + get("/healthz", ""));
    backend.await_calls(1);
    server.stop();
    server.join();
  }
  backend.release();
}

TEST_CASE("a server that was never started, or stopped at once, ends") {
  FakeBackend backend;
  KeptLog log;
  CountingEntropy entropy;
  { const Server idle(test_settings(), backend, log, entropy); }
  Server server(test_settings(), backend, log, entropy);
  REQUIRE(server.start());
}
