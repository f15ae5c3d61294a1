#include "api/settings.hpp"

#include <charconv>

#include <boost/asio/ip/address.hpp>

namespace postproof::api {

namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = fault == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional{port} : std::nullopt;
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const Error refusal =
      fail(ErrorKind::configuration_invalid, "a listen address is written like 127.0.0.1:8080 or [::1]:8080");
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return refusal;
  std::string_view host = text.substr(0, colon);
  const auto port = port_of(text.substr(colon + 1));
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(std::string(host), ec);
  if (ec || !port || address.is_v6() != bracketed) return refusal;
  return ListenAddress{address.to_string(), *port};
}

std::string to_string(const ListenAddress& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_loopback(const ListenAddress& address) {
  boost::system::error_code ec;
  const auto parsed = boost::asio::ip::make_address(address.host, ec);
  return !ec && parsed.is_loopback();
}

}  // namespace postproof::api
