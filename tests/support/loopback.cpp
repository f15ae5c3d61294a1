#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ensure.hpp"

namespace postproof::test {

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int socket_without_delay() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ensure(socket >= 0, "a socket can be made");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

int listen_on_loopback(int& port) {
  const int socket = socket_without_delay();
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool listens = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                       ::listen(socket, 64) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ensure(listens, "a loopback port can be listened on");
  port = ntohs(address.sin_port);
  return socket;
}

int free_loopback_port() {
  int port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

int connect_to_loopback(int port) {
  const int socket = socket_without_delay();
  const sockaddr_in address = loopback(port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

bool answers_on_loopback(int port) {
  const int socket = connect_to_loopback(port);
  if (socket >= 0) ::close(socket);
  return socket >= 0;
}

}  // namespace postproof::test
