#include "api/server.hpp"

#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

#include "api/answers.hpp"
#include "api/http_date.hpp"
#include "api/session.hpp"
#include "api/tls.hpp"
#include "core/ensure.hpp"

namespace postproof::api {

namespace {

using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

/// The breath taken when accepting fails, usually for want of file descriptors.
constexpr std::chrono::milliseconds accept_pause{100};

/// Connections that the admin socket may still take when the house is full, so that health can be asked.
constexpr std::size_t admin_reserve = 16;

/// The whole answer to a connection that is one too many.
std::string full_house(Service& service) {
  Error refusal = fail(ErrorKind::service_unavailable, "too many connections");
  refusal.facts.retry_after = seconds{1};
  const Answer answer = problem_answer(refusal, Exchange{}, service.backend.zone());
  return "HTTP/1.1 503 Service Unavailable\r\nDate: " + http_date(service.backend.now()) +
         "\r\nContent-Type: " + answer.content_type +
         "\r\nCache-Control: no-store\r\nX-Request-Id: " + make_request_id(service.entropy) +
         "\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: " + std::to_string(answer.body.size()) +
         "\r\n\r\n" + answer.body;
}

struct Listener {
  Acceptor acceptor;
  Door door;
  LoopTimer pause;
};

Result<void> open(Acceptor& acceptor, const ListenAddress& address) {
  ErrorCode ec;
  const tcp::endpoint endpoint(asio::ip::make_address(address.host, ec), address.port);
  if (!ec) acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(Acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(Acceptor::max_listen_connections, ec);
  if (!ec) return success();
  return fail(ErrorKind::io_failed, "cannot listen on " + to_string(address) + ": " + ec.message());
}

/// Takes a listening socket of somebody else's making.
Result<void> adopt(Acceptor& acceptor, int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  int listens = 0;
  socklen_t listens_size = sizeof listens;
  const bool usable = ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                      (address.ss_family == AF_INET || address.ss_family == AF_INET6) &&
                      ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listens_size) == 0 && listens != 0;
  ErrorCode ec;
  if (usable) acceptor.assign(address.ss_family == AF_INET ? tcp::v4() : tcp::v6(), descriptor, ec);
  if (usable && !ec) return success();
  return fail(ErrorKind::io_failed,
              "descriptor " + std::to_string(descriptor) + ", handed over at the start, is no listening TCP socket");
}

ListenAddress address_of(const Acceptor& acceptor) {
  const tcp::endpoint endpoint = acceptor.local_endpoint();
  return {endpoint.address().to_string(), endpoint.port()};
}

}  // namespace

class Server::Body {
 public:
  Body(ServerSettings settings, Backend& backend, Log& log, Entropy& entropy, Observer* observer)
      : service_(std::make_shared<Service>(std::move(settings), backend, log, entropy, observer)) {
    for (int i = 0; i < service_->settings.threads; ++i) {
      loops_.push_back(std::make_shared<Loop>(service_->settings.drain_timeout));
    }
    ensure(!loops_.empty(), "a server has at least one thread");
  }

  Result<void> start() {
    ensure(threads_.empty(), "a server starts once");
    const ServerSettings& settings = service_->settings;
    if (settings.tls) {
      PP_TRY(tls_, make_tls_context(*settings.tls));
    }
    PP_TRY(address_, listen(settings.listen, settings.service_socket, Door::service));
    if (settings.admin_listen || settings.admin_socket >= 0) {
      PP_TRY(admin_address_,
             listen(settings.admin_listen.value_or(ListenAddress{}), settings.admin_socket, Door::admin));
    }
    for (Listener& listener : listeners_) {
      asio::co_spawn(loops_.front()->context(), accept(listener), asio::detached);
    }
    for (const auto& loop : loops_) {
      threads_.emplace_back([loop] { loop->run(); });
    }
    return success();
  }

  /// The sockets belong to the first loop. What it has accepted is handed on before the loops are told to end: the
  /// second step queues behind acceptances that were complete at the first.
  void stop() {
    if (stopped_.exchange(true)) return;
    asio::io_context& first = loops_.front()->context();
    asio::post(first, [this, &first] {
      for (Listener& listener : listeners_) close(listener);
      asio::post(first, [this] {
        for (const auto& loop : loops_) loop->request_drain();
      });
    });
  }

  void join() {
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  const ListenAddress& address() const { return address_; }
  const std::optional<ListenAddress>& admin_address() const { return admin_address_; }

 private:
  Result<ListenAddress> listen(const ListenAddress& address, int inherited, Door door) {
    asio::io_context& context = loops_.front()->context();
    Listener& listener = listeners_.emplace_back(Listener{Acceptor(context), door, LoopTimer(context)});
    const Result<void> opened = inherited >= 0 ? adopt(listener.acceptor, inherited) : open(listener.acceptor, address);
    if (opened) return address_of(listener.acceptor);
    listeners_.clear();
    return opened.error();
  }

  Task<void> accept(Listener& listener) {
    while (listener.acceptor.is_open()) {
      Loop& loop = next_loop();
      Socket socket(loop.context());
      const auto [ec] = co_await listener.acceptor.async_accept(socket, use_task);
      if (!ec) {
        place(loop, std::move(socket), listener.door);
      } else if (listener.acceptor.is_open()) {
        listener.pause.expires_after(accept_pause);
        (void)co_await listener.pause.async_wait(use_task);
      }
    }
  }

  /// Takes what the system has already accepted for us, then closes.
  void close(Listener& listener) {
    ErrorCode ec;
    listener.acceptor.non_blocking(true, ec);
    while (!ec) {
      Loop& loop = next_loop();
      Socket socket(loop.context());
      listener.acceptor.accept(socket, ec);
      if (!ec) place(loop, std::move(socket), listener.door);
    }
    listener.acceptor.close(ec);
    listener.pause.cancel();
  }

  Loop& next_loop() { return *loops_[next_++ % loops_.size()]; }

  /// Hands a fresh connection to its loop, or turns it away.
  void place(Loop& loop, Socket socket, Door door) {
    ErrorCode ec;
    const std::size_t most = service_->settings.most_connections + (door == Door::admin ? admin_reserve : 0);
    if (++service_->connections > most) {
      --service_->connections;
      socket.non_blocking(true, ec);
      if (!tls_ || door == Door::admin) (void)socket.write_some(asio::buffer(full_house(*service_)), ec);
      socket.shutdown(Socket::shutdown_send, ec);
      return;
    }
    socket.set_option(tcp::no_delay(true), ec);
    asio::post(loop.context(), [service = service_, loop = &loop, socket = std::move(socket), door,
                                tls = door == Door::service ? tls_ : nullptr]() mutable {
      start_session(std::move(service), *loop, std::move(socket), door, tls);
    });
  }

  const std::shared_ptr<Service> service_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::vector<std::shared_ptr<Loop>> loops_;
  std::list<Listener> listeners_;  // of the first loop, destroyed before it
  std::size_t next_ = 0;
  ListenAddress address_;
  std::optional<ListenAddress> admin_address_;
  std::atomic<bool> stopped_ = false;
  std::vector<std::thread> threads_;
};

Server::Server(ServerSettings settings, Backend& backend, Log& log, Entropy& entropy, Observer* observer)
    : body_(std::make_unique<Body>(std::move(settings), backend, log, entropy, observer)) {}

Server::~Server() {
  stop();
  join();
}

Result<void> Server::start() { return body_->start(); }
ListenAddress Server::address() const { return body_->address(); }
std::optional<ListenAddress> Server::admin_address() const { return body_->admin_address(); }
void Server::stop() { body_->stop(); }
void Server::join() { body_->join(); }

}  // namespace postproof::api
