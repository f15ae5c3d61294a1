#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace postproof::test {

/// Where a connection through the proxy breaks.
struct Break {
  enum class Way {
    to_server,    ///< the server gets exactly `bytes`, then both sides see the connection closed
    from_server,  ///< the client gets exactly `bytes`, then both sides see the connection closed
    stall,        ///< after `bytes` to the server nothing goes either way; the connection stays open
    lose_answers  ///< after `bytes` from the server its answers are swallowed; what the client sends still arrives
  };
  Way way = Way::to_server;
  std::uint64_t bytes = 0;
  int connections = 1;  ///< the next ones that break; those after them do not
};

/// A TCP proxy on a loopback port before another one, which breaks connections as it is told. A thread for each
/// connection.
class CuttingProxy {
 public:
  explicit CuttingProxy(int server_port);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

  int port() const { return port_; }
  void arm(const Break& next);
  void disarm() { arm({Break::Way::to_server, 0, 0}); }
  /// How many connections were broken since the last arm().
  int broken() const { return broken_; }
  /// Bytes of all connections since the last arm().
  std::uint64_t to_server() const { return to_server_; }
  std::uint64_t from_server() const { return from_server_; }

 private:
  struct Flow;
  void serve();
  void carry(int client, int server, const Break& plan);
  bool pump(Flow& flow, int client, int server, bool upstream);
  Break take_break();

  int server_port_;
  int port_ = 0;
  int listener_;
  std::atomic<bool> ending_{false};
  std::mutex mutex_;
  Break next_{Break::Way::to_server, 0, 0};
  std::atomic<int> broken_{0};
  std::atomic<std::uint64_t> to_server_{0};
  std::atomic<std::uint64_t> from_server_{0};
  std::vector<std::thread> carriers_;  ///< of thread_ alone, until it has ended
  std::thread thread_;
};

}  // namespace postproof::test
