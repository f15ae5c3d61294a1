#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace postproof::api {

/// Where a socket listens: an IP address in its canonical text form (IPv6 without brackets) and a port, 0 for any
/// free one.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// Reads "127.0.0.1:8080", "[::1]:8080" or "localhost:8080" (127.0.0.1). Names are not looked up: anything else is
/// configuration_invalid.
Result<ListenAddress> parse_listen_address(std::string_view text);

/// "127.0.0.1:8080", "[::1]:8080".
std::string to_string(const ListenAddress& address);

/// Only this machine can reach it (127.0.0.0/8, ::1).
bool is_loopback(const ListenAddress& address);

/// PEM files of TLS.
struct TlsSettings {
  std::string certificate_file;  ///< the server's certificate, then those between it and its root
  std::string key_file;          ///< its private key, without a passphrase
  std::string client_ca_file;    ///< whose certificates clients must show; empty: none are asked for
};

/// Everything that bounds the service. Defaults are those of the contract; whoever reads the configuration keeps every
/// number positive (requests_per_second may be 0).
struct ServerSettings {
  ListenAddress listen{"127.0.0.1", 8080};
  /// Serves health only; nothing: no admin socket.
  std::optional<ListenAddress> admin_listen = ListenAddress{"127.0.0.1", 8081};
  /// Nothing: plain HTTP. The admin socket is always plain.
  std::optional<TlsSettings> tls;
  /// Sockets that listen already, handed over by whoever started us: the service's, and the admin's. -1: none, listen
  /// on the addresses above.
  int service_socket = -1;
  int admin_socket = -1;
  /// Hosts (lower case, "name" or "name:port") that absolute-form targets may name, besides the address that the
  /// connection came in on and localhost with its port.
  std::vector<std::string> own_hosts;

  int threads = 2;  ///< event loops, one thread each
  std::size_t most_connections =
      10'000;                       ///< open at once; more are told 503 and closed (the admin socket keeps a few more)
  int requests_per_second = 2'000;  ///< per token; 0 = no limit

  std::size_t most_header_bytes = 16U << 10U;  ///< request line to blank line, inclusive
  std::size_t most_header_fields = 100;
  std::size_t most_target_bytes = 8U << 10U;
  std::size_t most_body_bytes = 64U << 10U;

  std::chrono::milliseconds header_timeout{10'000};  ///< from the first byte of a request to its blank line; TLS too
  std::chrono::milliseconds body_timeout{30'000};    ///< from the blank line to the last byte of the body
  std::chrono::milliseconds write_timeout{30'000};   ///< for one answer to be taken
  std::chrono::milliseconds idle_timeout{60'000};    ///< without any byte of a next request
  std::chrono::milliseconds linger_timeout{2'000};   ///< in which a refused body is read away before closing
  std::chrono::milliseconds drain_timeout{10'000};   ///< from stop() to the end, finished or not
};

}  // namespace postproof::api
