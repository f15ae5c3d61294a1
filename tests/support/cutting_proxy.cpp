#include "tests/support/cutting_proxy.hpp"

#include <algorithm>
#include <array>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/loopback.hpp"

namespace postproof::test {

namespace {

bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

/// One connection on its way.
struct CuttingProxy::Flow {
  Break plan;
  bool breaks = false;
  bool frozen = false;  ///< stalled: nothing goes any more
  std::uint64_t sent_up = 0;
  std::uint64_t sent_down = 0;
};

CuttingProxy::CuttingProxy(int server_port) : server_port_(server_port), listener_(listen_on_loopback(port_)) {
  thread_ = std::thread([this] { serve(); });
}

CuttingProxy::~CuttingProxy() {
  ending_ = true;
  thread_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  ::close(listener_);
}

void CuttingProxy::arm(const Break& next) {
  const std::lock_guard lock(mutex_);
  next_ = next;
  broken_ = 0;
  to_server_ = 0;
  from_server_ = 0;
}

Break CuttingProxy::take_break() {
  const std::lock_guard lock(mutex_);
  Break mine = next_;
  if (next_.connections > 0) --next_.connections;
  return mine;
}

void CuttingProxy::serve() {
  while (!ending_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, 20) <= 0) continue;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    carriers_.emplace_back([this, client, plan = take_break()] {
      const int server = connect_to_loopback(server_port_);
      if (server >= 0) carry(client, server, plan);
      if (server >= 0) ::close(server);
      ::close(client);
    });
  }
}

/// Carries bytes until one side ends or the connection is to break.
void CuttingProxy::carry(int client, int server, const Break& plan) {
  Flow flow;
  flow.plan = plan;
  flow.breaks = flow.plan.connections > 0;
  for (;;) {
    if (ending_) return;
    std::array<pollfd, 2> sides{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (::poll(sides.data(), sides.size(), 20) <= 0) continue;
    if (sides[0].revents != 0 && !pump(flow, client, server, true)) return;
    if (sides[1].revents != 0 && !pump(flow, client, server, false)) return;
  }
}

/// Carries what is there in one direction; false when the connection is over.
bool CuttingProxy::pump(Flow& flow, int client, int server, bool upstream) {
  std::array<char, 64 * 1024> buffer;
  const ssize_t got = ::recv(upstream ? client : server, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  std::uint64_t& sent = upstream ? flow.sent_up : flow.sent_down;
  std::size_t part = static_cast<std::size_t>(got);
  using enum Break::Way;
  const Break::Way way = flow.plan.way;
  const bool counted = upstream ? way == to_server || way == stall : way == from_server || way == lose_answers;
  bool over = false;
  if (flow.breaks && counted && sent + part > flow.plan.bytes) {
    part = static_cast<std::size_t>(flow.plan.bytes - std::min(flow.plan.bytes, sent));
    over = true;
  }
  if (flow.frozen) part = 0;
  if (!send_all(upstream ? server : client, buffer.data(), part)) return false;
  sent += part;
  (upstream ? to_server_ : from_server_) += part;
  if (!over) return true;
  if (way == to_server || way == from_server) {
    ++broken_;
    return false;
  }
  if (sent >= flow.plan.bytes && broken_ == 0) ++broken_;
  if (way == stall) flow.frozen = true;
  return true;
}

}  // namespace postproof::test
