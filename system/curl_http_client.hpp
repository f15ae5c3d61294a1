#pragma once

#include <memory>
#include <string>

#include "core/http_client.hpp"

namespace postproof::system {

struct CurlSettings {
  /// Requests under way at the same time, at least 1.
  std::size_t connections = 8;
  /// "http://host:port", "socks5h://host:port"; empty for none. The environment's proxy variables are not heeded.
  std::string proxy;
  /// PEM file of the authorities to trust instead of the system's; empty for the system's.
  std::string authorities;
};

/// HTTP/1.1 through libcurl. Beyond the contract of HttpClient:
/// - only http and https; TLS 1.2 or later, certificate and host name verified; no cookies, no .netrc, no decoding of
///   compressed answers, no "Expect: 100-continue";
/// - a request's timeout runs from its start (name look-up included), not while it waits for its turn; it is
///   held between 1 ms and a day;
/// - most_answer_bytes bounds the body while it arrives; headers are bounded by 64 KiB;
/// - connections are kept and used again by later calls; where a kept one turns out closed before any byte of the
///   answer, libcurl sends the request once more, so what is called must bear a repetition;
/// - an error's detail names scheme, host and port of the URL and nothing else of it.
/// One call at a time; a thread of its own each time is fine.
class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(CurlSettings settings = {});
  ~CurlHttpClient() override;

  std::vector<Result<HttpAnswer>> perform(std::span<const HttpRequest> requests) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postproof::system
