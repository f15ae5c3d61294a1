#include "app/service_manager.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace postproof::app {

namespace {

constexpr int first_descriptor = 3;

std::optional<long long> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  long long number = 0;
  const char* end = text + std::strlen(text);
  const auto [at, fault] = std::from_chars(text, end, number);
  if (fault != std::errc{} || at != end) return std::nullopt;
  return number;
}

/// Whether what the variable says is meant for this process; where it names none, it is.
bool is_for_us(const char* pid_variable) {
  const auto pid = number_in(pid_variable);
  return !pid || *pid == ::getpid();
}

}  // namespace

HandedSockets handed_sockets() {
  HandedSockets handed;
  if (!number_in("LISTEN_PID") || !is_for_us("LISTEN_PID")) return handed;
  const long long count = number_in("LISTEN_FDS").value_or(0);
  if (count >= 1) handed.service = first_descriptor;
  if (count >= 2) handed.admin = first_descriptor + 1;
  for (const int descriptor : {handed.service, handed.admin}) {
    if (descriptor >= 0) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
  return handed;
}

void tell_service_manager(std::string_view state) {
  const char* name = std::getenv("NOTIFY_SOCKET");
  if (name == nullptr || (name[0] != '/' && name[0] != '@')) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t size = std::strlen(name);
  if (size >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, name, size);
  if (name[0] == '@') address.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
  (void)::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), length);
  ::close(socket);
}

std::optional<std::chrono::microseconds> watchdog_interval() {
  const auto limit = number_in("WATCHDOG_USEC");
  if (!limit || *limit <= 0 || !is_for_us("WATCHDOG_PID")) return std::nullopt;
  return std::chrono::microseconds{*limit / 2};
}

}  // namespace postproof::app
