#include "postsim/http_server.hpp"

#include <charconv>
#include <csignal>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

namespace postproof::postsim {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::uint32_t most_header_bytes = 16U << 10U;
constexpr std::uint64_t most_body_bytes = 1U << 20U;
constexpr std::chrono::seconds request_time{30};
constexpr std::chrono::minutes stall_time{10};
constexpr int most_connections = 200;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};

std::optional<HostAndPort> split_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  HostAndPort split;
  split.host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), split.port);
  if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
  return split;
}

std::optional<asio::ip::address> address_of(std::string_view host) {
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(host, no_address);
  if (no_address) return std::nullopt;
  return address;
}

HttpCall call_of(const http::request<http::string_body>& request) {
  const std::string_view target(request.target().data(), request.target().size());
  const auto type = request[http::field::content_type];
  HttpCall call;
  call.method.assign(request.method_string().data(), request.method_string().size());
  call.path = target.substr(0, target.find('?'));
  call.content_type.assign(type.data(), type.size());
  call.body = request.body();
  return call;
}

asio::awaitable<bool> write_reply(beast::tcp_stream& stream, const HttpReply& reply, bool keep_alive) {
  http::response<http::string_body> response(http::status::ok, 11);
  response.result(static_cast<unsigned>(reply.status));
  if (!reply.content_type.empty()) response.set(http::field::content_type, reply.content_type);
  response.body() = reply.body;
  response.keep_alive(keep_alive);
  response.prepare_payload();
  const auto [error, written] = co_await http::async_write(stream, response, as_result);
  co_return !error && keep_alive;
}

/// The status that answers a request which could not be read; nothing if there is nobody to answer.
std::optional<int> status_of(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return 413;
  if (error == http::error::header_limit) return 431;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() == make_error_code(http::error::bad_method).category()) return 400;
  return std::nullopt;
}

/// Waits until the other side gives up.
asio::awaitable<void> stall(beast::tcp_stream& stream) {
  stream.expires_after(stall_time);
  char byte = 0;
  co_await stream.async_read_some(asio::buffer(&byte, 1), as_result);
}

/// Answers one request; false when the connection is over.
asio::awaitable<bool> serve_one(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                const HttpServer::Handler& handler) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(most_header_bytes);
  parser.body_limit(most_body_bytes);
  stream.expires_after(request_time);
  const auto [error, read] = co_await http::async_read(stream, buffer, parser, as_result);
  if (error) {
    HttpReply refusal;
    refusal.status = status_of(error).value_or(0);
    if (refusal.status != 0) co_await write_reply(stream, refusal, false);
    co_return false;
  }
  const HttpReply reply = handler(call_of(parser.get()));
  if (reply.delay.count() > 0) {
    asio::steady_timer timer(stream.get_executor(), reply.delay);
    co_await timer.async_wait(as_result);
  }
  if (reply.way == HttpReply::Way::close) co_return false;
  if (reply.way == HttpReply::Way::never) {
    co_await stall(stream);
    co_return false;
  }
  stream.expires_after(request_time);
  co_return co_await write_reply(stream, reply, parser.get().keep_alive());
}

/// Counts itself among the open connections as long as it lives.
class Seat {
 public:
  explicit Seat(int& taken) : taken_(&taken) { ++*taken_; }
  Seat(Seat&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
  Seat& operator=(Seat&&) = delete;
  ~Seat() {
    if (taken_ != nullptr) --*taken_;
  }

 private:
  int* taken_;
};

asio::awaitable<void> serve_connection(tcp::socket socket, [[maybe_unused]] Seat seat,
                                       const HttpServer::Handler& handler) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(most_header_bytes + most_body_bytes);
  while (co_await serve_one(stream, buffer, handler)) {
  }
  boost::system::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

struct HttpServer::Machinery {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::signal_set signals{context, SIGINT, SIGTERM};
  std::string host;
  Handler handler;
  int taken_seats = 0;

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(as_result);
      if (error == asio::error::operation_aborted) co_return;
      if (error || taken_seats >= most_connections) continue;  // the socket closes
      asio::co_spawn(context, serve_connection(std::move(socket), Seat(taken_seats), handler), asio::detached);
    }
  }
};

HttpServer::HttpServer(std::unique_ptr<Machinery> machinery) : machinery_(std::move(machinery)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::listen(std::string_view host_and_port, Handler handler) {
  const auto split = split_address(host_and_port);
  const auto address = split ? address_of(split->host) : std::nullopt;
  if (!address) return fail(ErrorKind::usage, std::string(host_and_port) + ": HOST:PORT is required");
  auto machinery = std::make_unique<Machinery>();
  machinery->host = split->host;
  machinery->handler = std::move(handler);
  const tcp::endpoint endpoint(*address, split->port);
  boost::system::error_code error;
  machinery->acceptor.open(endpoint.protocol(), error);
  if (!error) machinery->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) machinery->acceptor.bind(endpoint, error);
  if (!error) machinery->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(ErrorKind::io_failed, fmt::format("{}: {}", host_and_port, error.message()));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(machinery)));
}

std::uint16_t HttpServer::port() const { return machinery_->acceptor.local_endpoint().port(); }

std::string HttpServer::address() const { return fmt::format("{}:{}", machinery_->host, port()); }

void HttpServer::run() {
  machinery_->signals.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) machinery_->context.stop();
  });
  asio::co_spawn(machinery_->context, machinery_->accept(), asio::detached);
  machinery_->context.run();
}

void HttpServer::stop() { machinery_->context.stop(); }

}  // namespace postproof::postsim
