#pragma once

#include <memory>
#include <optional>

#include "api/backend.hpp"
#include "api/observer.hpp"
#include "api/settings.hpp"
#include "core/entropy.hpp"
#include "core/log.hpp"

namespace postproof::api {

/// The HTTP service: listening sockets, one event loop per thread, the calls of the contract in front of a Backend.
///
/// One start, one stop. The Backend, the Log and the Entropy are borrowed and outlive the server; they are used from
/// the server's threads. A Backend may call a Done after the server is gone; nothing happens then.
class Server {
 public:
  /// `settings` are taken as validated. `observer`, if there is one, is borrowed too.
  Server(ServerSettings settings, Backend& backend, Log& log, Entropy& entropy, Observer* observer = nullptr);
  /// Stops and joins.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds, listens and starts the threads; once it returned, connections are served. io_failed names the address that
  /// could not be had, configuration_invalid the file of TLS that cannot be used; nothing listens then. Signals are the
  /// caller's: block them before, the threads inherit the mask.
  Result<void> start();

  /// Where the sockets really listen (a port of 0 has become a number). Only after start() succeeded.
  ListenAddress address() const;
  std::optional<ListenAddress> admin_address() const;

  /// Begins the end: no new connections, idle ones closed, requests that were begun are finished, all within
  /// settings.drain_timeout. Returns at once; any thread, any number of times; not from a signal handler.
  void stop();
  /// Waits until all threads have ended; without stop() that is never. One thread.
  void join();

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace postproof::api
