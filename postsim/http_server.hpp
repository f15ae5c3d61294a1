#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "postsim/http_message.hpp"

namespace postproof::postsim {

/// A plain HTTP/1.1 server with keep-alive for a handful of clients. Headers up to 16 KiB (431), bodies up to 1 MiB
/// (413), 30 s for each request, 200 connections at a time.
class HttpServer {
 public:
  using Handler = std::function<HttpReply(const HttpCall&)>;

  /// Listens on "HOST:PORT", an address (IPv6 in brackets) or "localhost"; port 0 picks a free one. usage if the text
  /// is something else, io_failed if the port cannot be had. `handler` is called on the thread that runs the server.
  static Result<std::unique_ptr<HttpServer>> listen(std::string_view host_and_port, Handler handler);
  ~HttpServer();

  /// "HOST:PORT" with the port that was picked.
  std::string address() const;
  std::uint16_t port() const;

  /// Serves until stop(), SIGINT or SIGTERM.
  void run();
  /// Any thread.
  void stop();

 private:
  struct Machinery;
  explicit HttpServer(std::unique_ptr<Machinery> machinery);
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace postproof::postsim
