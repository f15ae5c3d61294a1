#include "bench/api_slow_peers.hpp"

#include <chrono>
#include <string_view>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace postproof::bench {

namespace {

constexpr std::string_view endless_head =
    "GET /v1/letters HTTP/1.1\r\nHost: localhost\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaa";

int open_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket >= 0 && ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
  if (socket >= 0) ::close(socket);
  return -1;
}

}  // namespace

SlowPeers::SlowPeers(std::uint16_t port, int count)
    : port_(port), sockets_(static_cast<std::size_t>(count), -1), thread_([this] { loop(); }) {}

SlowPeers::~SlowPeers() {
  stopping_ = true;
  thread_.join();
  for (const int socket : sockets_) {
    if (socket >= 0) ::close(socket);
  }
}

void SlowPeers::drip(int& socket, std::size_t turn) {
  if (socket < 0) socket = open_to(port_);
  if (socket < 0) return;
  const char byte = endless_head[turn % endless_head.size()];
  if (::send(socket, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1) return;
  ::close(socket);
  socket = -1;
}

void SlowPeers::loop() {
  constexpr std::size_t shifts = 100;  // of a second: callers that know nothing of each other do not drip at once
  auto next = std::chrono::steady_clock::now();
  for (std::size_t turn = 0; !stopping_; ++turn) {
    int open = 0;
    for (std::size_t i = 0; i < sockets_.size() && !stopping_; ++i) {
      drip(sockets_[i], turn);
      open += sockets_[i] >= 0 ? 1 : 0;
      if ((i + 1) % ((sockets_.size() + shifts - 1) / shifts) != 0) continue;
      next += std::chrono::milliseconds{1000 / shifts};
      std::this_thread::sleep_until(next);
    }
    connected_ = open;
  }
}

void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace postproof::bench
