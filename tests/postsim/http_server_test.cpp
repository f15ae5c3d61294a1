#include "postsim/http_server.hpp"

#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "tests/postsim/post_office.hpp"

namespace postproof::postsim {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A server that runs on a thread of its own as long as this lives.
class Running {
 public:
  explicit Running(HttpServer::Handler handler) {
    auto listening = HttpServer::listen("127.0.0.1:0", std::move(handler));
    REQUIRE(listening);
    server_ = std::move(listening.value());
    thread_ = std::thread([this] { server_->run(); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    server_->stop();
    thread_.join();
  }

  const HttpServer& server() const { return *server_; }

  tcp::socket connect() {
    tcp::socket socket(context_);
    socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    return socket;
  }

  /// Sends bytes and reads until the server closes.
  std::string exchange(const std::string& request) {
    tcp::socket socket = connect();
    boost::system::error_code ignored;
    asio::write(socket, asio::buffer(request), ignored);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), ignored);
    return answer;
  }

 private:
  asio::io_context context_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

std::string post(const std::string& path, const std::string& type, const std::string& body) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", path,
      type, body.size(), body);
}

HttpReply echo(const HttpCall& call) {
  HttpReply reply;
  reply.content_type = "text/plain";
  reply.body = call.method + " " + call.path + " " + call.content_type + " " + std::to_string(call.body.size());
  return reply;
}

}  // namespace

TEST_CASE("a call reaches the handler and its answer the caller") {
  Running running(echo);
  CHECK(running.server().address() == fmt::format("127.0.0.1:{}", running.server().port()));
  const std::string answer = running.exchange(post("/fc?wsdl", "text/xml", "12345"));
  CHECK_THAT(answer, Catch::StartsWith("HTTP/1.1 200 OK\r\n") && Catch::Contains("Content-Type: text/plain\r\n") &&
                         Catch::EndsWith("\r\n\r\nPOST /fc text/xml 5"));
}

TEST_CASE("a connection is kept for several calls") {
  Running running(echo);
  tcp::socket socket = running.connect();
  for (int i = 0; i < 3; ++i) {
    asio::write(socket, asio::buffer(std::string("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")));
    std::string head;
    asio::read_until(socket, asio::dynamic_buffer(head), "GET /a  0");
    CHECK_THAT(head, Catch::StartsWith("HTTP/1.1 200 OK"));
  }
}

TEST_CASE("what is too large or no HTTP is refused and the connection closed") {
  Running running(echo);
  CHECK_THAT(running.exchange(post("/fc", "text/xml", std::string((1U << 20U) + 1, 'x'))),
             Catch::StartsWith("HTTP/1.1 413") || Catch::Equals(""));
  CHECK_THAT(running.exchange("POST /fc HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n"),
             Catch::StartsWith("HTTP/1.1 413"));
  CHECK_THAT(running.exchange("GET / HTTP/1.1\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n"),
             Catch::StartsWith("HTTP/1.1 431"));
  CHECK_THAT(running.exchange("\x16\x03\x01 hello\r\n\r\n"), Catch::StartsWith("HTTP/1.1 400"));
  CHECK_THAT(running.exchange(post("/a", "text/xml", std::string(1U << 20U, 'x'))), Catch::EndsWith(" 1048576"));
}

TEST_CASE("a handler may close without an answer, or answer late") {
  Running running([](const HttpCall& call) {
    HttpReply reply;
    reply.way = call.path == "/close" ? HttpReply::Way::close : HttpReply::Way::answer;
    reply.delay = std::chrono::milliseconds{20};
    reply.body = "late";
    return reply;
  });
  CHECK(running.exchange(post("/close", "text/xml", "")).empty());
  CHECK_THAT(running.exchange(post("/late", "text/xml", "")), Catch::EndsWith("\r\n\r\nlate"));
}

TEST_CASE("a call that is never answered hinders no other") {
  Running running([](const HttpCall& call) {
    HttpReply reply = echo(call);
    if (call.path == "/never") reply.way = HttpReply::Way::never;
    return reply;
  });
  tcp::socket waiting = running.connect();
  asio::write(waiting, asio::buffer(post("/never", "text/xml", "")));
  CHECK_THAT(running.exchange(post("/a", "text/xml", "")), Catch::StartsWith("HTTP/1.1 200"));
  CHECK(waiting.available() == 0);
}

TEST_CASE("both protocols answer over the wire") {
  PostOffice office;
  Running running([&office](const HttpCall& call) { return office.service->handle(call); });
  CHECK_THAT(running.exchange(post("/fc", "text/xml", ticket_request({PostOffice::delivered_track}))),
             Catch::StartsWith("HTTP/1.1 200 OK") && Catch::Contains("Content-Type: text/xml; charset=UTF-8") &&
                 Catch::Contains("CLIENT1</value>"));
  CHECK_THAT(
      running.exchange(post("/rtm34", "application/soap+xml", history_request(PostOffice::delivered_track))),
      Catch::StartsWith("HTTP/1.1 200 OK") && Catch::Contains("Content-Type: application/soap+xml; charset=UTF-8"));
  CHECK_THAT(running.exchange(post("/rtm34", "application/soap+xml", "<x/>")),
             Catch::StartsWith("HTTP/1.1 500 Internal Server Error"));
  CHECK_THAT(running.exchange("GET /fc?wsdl HTTP/1.0\r\n\r\n"), Catch::StartsWith("HTTP/1.1 404"));
}

TEST_CASE("addresses of another form are wrong usage, a port in use is a failure") {
  for (const char* text : {"", "8090", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "host.example:80",
                           "300.0.0.1:80", "127.0.0.1:80x"}) {
    const auto listening = HttpServer::listen(text, echo);
    REQUIRE_FALSE(listening);
    CHECK(listening.error().kind == ErrorKind::usage);
  }
  CHECK(HttpServer::listen("localhost:0", echo));
  Running running(echo);
  const auto second = HttpServer::listen(running.server().address(), echo);
  REQUIRE_FALSE(second);
  CHECK(second.error().kind == ErrorKind::io_failed);
}

}  // namespace postproof::postsim
