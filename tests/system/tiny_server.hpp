#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace postproof::system {

/// A server on a loopback port that answers each request with the bytes a test laid down for its path. One thread per
/// connection; connections stay open unless the answer says otherwise.
class TinyServer {
 public:
  struct Answer {
    std::string bytes;
    bool close = false;         ///< close the connection after it
    bool endless = false;       ///< repeat the bytes until the client goes
    bool silent = false;        ///< send nothing, keep the connection
    bool wait_for_all = false;  ///< hold the answer until `crowd` requests have come
  };

  explicit TinyServer(std::map<std::string, Answer> answers, int crowd = 0);
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;
  ~TinyServer();

  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int port() const { return port_; }
  int connections() const { return connections_; }
  /// The largest number of requests that were held at the same time.
  int most_at_once() const { return most_at_once_; }
  /// The last request, head and body as received.
  std::string last_request() const;

  /// HTTP/1.1 with a length.
  static Answer with(int status, const std::string& body, const std::string& more_headers = "");

 private:
  void accept_all();
  void serve(int connection);
  bool receive(int connection, std::string& request) const;
  void answer(int connection, const Answer& answer);

  std::map<std::string, Answer> answers_;
  int crowd_;
  int port_ = 0;
  int listener_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::atomic<int> held_{0};
  std::atomic<int> most_at_once_{0};
  mutable std::mutex mutex_;
  std::string last_request_;
  std::vector<std::thread> workers_;
  std::thread accepter_;
};

/// A loopback port on which nobody listens.
int closed_port();

}  // namespace postproof::system
