#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace postproof::bench {

/// Callers that drip: each opens a connection and sends a header, a byte a second, that it never ends; who is turned
/// away comes again. A thread of its own until the object goes.
class SlowPeers {
 public:
  SlowPeers(std::uint16_t port, int count);
  ~SlowPeers();
  SlowPeers(const SlowPeers&) = delete;
  SlowPeers& operator=(const SlowPeers&) = delete;

  /// How many are connected now.
  int connected() const { return connected_; }

 private:
  void loop();
  void drip(int& socket, std::size_t turn);

  const std::uint16_t port_;
  std::vector<int> sockets_;  // -1: to be opened
  std::atomic<int> connected_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

/// Raises the limit of open files as far as the system lets us; children inherit it.
void allow_many_files();

}  // namespace postproof::bench
