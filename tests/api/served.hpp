#pragma once

#include <map>
#include <string>

#include <arpa/inet.h>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/server.hpp"
#include "tests/api/fake_backend.hpp"

namespace postproof::api {

/// What came back for one request.
struct Received {
  int status = 0;  ///< 0: the connection ended without an answer
  std::string head;
  std::string body;

  std::string header(const std::string& name) const {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  boost::json::object json() const { return boost::json::parse(body).as_object(); }
  /// A member that is a string; empty if there is none.
  std::string text(const char* name) const {
    const boost::json::object document = json();
    const auto* member = document.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->as_string()) : "";
  }
  std::string code() const { return text("code"); }
};

/// A connection that sends exactly the bytes it is told to.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{60, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(fd_); }

  bool is_connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  /// The next answer; its body as long as Content-Length says, none for HEAD and 1xx.
  Received answer(bool has_body = true) {
    Received received;
    while (held_.find("\r\n\r\n") == std::string::npos) {
      if (!read_more()) return received;
    }
    const std::size_t end = held_.find("\r\n\r\n") + 4;
    received.head = held_.substr(0, end);
    held_.erase(0, end);
    received.status = std::stoi(received.head.substr(9, 3));
    const std::string length = received.header("Content-Length");
    const std::size_t wanted = has_body && !length.empty() ? std::stoul(length) : 0;
    while (held_.size() < wanted && read_more()) {
    }
    received.body = held_.substr(0, wanted);
    held_.erase(0, wanted);
    return received;
  }
  /// Whether the server ends the connection without another byte.
  bool ends() { return held_.empty() && !read_more(); }

 private:
  bool read_more() {
    char bytes[4096];
    const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    held_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int fd_;
  bool connected_ = false;
  std::string held_;
};

inline ServerSettings test_settings() {
  ServerSettings settings;
  settings.listen = {"127.0.0.1", 0};
  settings.admin_listen = ListenAddress{"127.0.0.1", 0};
  settings.requests_per_second = 0;
  return settings;
}

/// A running server in front of a fake house.
struct Served {
  explicit Served(ServerSettings settings = test_settings()) : server(std::move(settings), backend, log, entropy) {
    REQUIRE(server.start());
  }
  ~Served() { backend.release(); }

  std::uint16_t port() const { return server.address().port; }
  Received ask(std::string_view bytes, bool has_body = true) const {
    RawClient client(port());
    client.send(bytes);
    return client.answer(has_body);
  }

  FakeBackend backend;
  KeptLog log;
  CountingEntropy entropy;
  Server server;
};

inline std::string get(const std::string& path, const std::string& headers = "Authorization: Bearer portal-token\r\n") {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}
inline std::string post(const std::string& path, const std::string& body,
                        const std::string& headers = "Authorization: Bearer portal-token\r\n") {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline const std::string good_order =
    R"({"account_id":"acc-000123","account_level":"standard",)"
    R"("recipient":{"last_name":"Смирнова","first_name":"Анна","middle_name":"Сергеевна"},)"
    R"("address":{"country":"RU","index":"101000","region":"Москва","district":null,"city":"Москва",)"
    R"("street":"Мясницкая улица","house":"26","building":"1","apartment":"7"},"language":"ru"})";
inline const std::string good_confirmation = R"({"account_id":"acc-000123","code":"1234 5678 9012"})";

}  // namespace postproof::api
