#include "tests/system/tiny_server.hpp"

#include <chrono>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ensure.hpp"

namespace postproof::system {

namespace {

constexpr int look_every_ms = 20;

int bound_socket(int& port) {
  const int number = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ensure(::bind(number, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "a loopback port is free");
  socklen_t size = sizeof address;
  ensure(::getsockname(number, reinterpret_cast<sockaddr*>(&address), &size) == 0, "a socket has a name");
  port = ntohs(address.sin_port);
  return number;
}

bool readable(int number) {
  pollfd wanted{number, POLLIN, 0};
  return ::poll(&wanted, 1, look_every_ms) > 0;
}

std::size_t body_length(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

bool send_all(int connection, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t more = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

}  // namespace

TinyServer::TinyServer(std::map<std::string, Answer> answers, int crowd)
    : answers_(std::move(answers)), crowd_(crowd), listener_(bound_socket(port_)) {
  ensure(::listen(listener_, 128) == 0, "a socket listens");
  accepter_ = std::thread{[this] { accept_all(); }};
}

TinyServer::~TinyServer() {
  stopping_ = true;
  accepter_.join();
  for (std::thread& worker : workers_) worker.join();
  ::close(listener_);
}

std::string TinyServer::last_request() const {
  const std::lock_guard lock{mutex_};
  return last_request_;
}

TinyServer::Answer TinyServer::with(int status, const std::string& body, const std::string& more_headers) {
  return {"HTTP/1.1 " + std::to_string(status) + " Word\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
          more_headers + "\r\n" + body};
}

void TinyServer::accept_all() {
  while (!stopping_) {
    if (!readable(listener_)) continue;
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    ++connections_;
    workers_.emplace_back([this, connection] {
      serve(connection);
      ::close(connection);
    });
  }
}

void TinyServer::serve(int connection) {
  std::string request;
  while (receive(connection, request)) {
    {
      const std::lock_guard lock{mutex_};
      last_request_ = request;
    }
    const std::size_t from = request.find(' ') + 1;
    const auto found = answers_.find(request.substr(from, request.find(' ', from) - from));
    if (found == answers_.end()) return;
    answer(connection, found->second);
    if (found->second.close) return;
  }
}

bool TinyServer::receive(int connection, std::string& request) const {
  request.clear();
  char buffer[16 * 1024];
  while (!stopping_) {
    if (!readable(connection)) continue;
    const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    request.append(buffer, static_cast<std::size_t>(got));
    if (request[0] < 'A' || request[0] > 'Z') return false;  // TLS, for one
    const std::size_t end = request.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    if (request.size() >= end + 4 + body_length(request.substr(0, end))) return true;
  }
  return false;
}

void TinyServer::answer(int connection, const Answer& answer) {
  if (answer.silent) return;
  if (answer.wait_for_all) {
    const int now = ++held_;
    int most = most_at_once_;
    while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
    }
    while (!stopping_ && most_at_once_ < crowd_) std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  do {
    if (!send_all(connection, answer.bytes)) return;
  } while (answer.endless && !stopping_);
  if (answer.wait_for_all) --held_;
}

int closed_port() {
  int port = 0;
  ::close(bound_socket(port));
  return port;
}

}  // namespace postproof::system
