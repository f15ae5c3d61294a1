#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace postproof {

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout{30'000};
  std::uint64_t most_answer_bytes = 16U << 20U;
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

/// Calls other services. Redirects are not followed; TLS certificates are verified.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Performs all requests, several at a time, and returns one result for each in the same order. An answer with any
  /// status is a value; no connection, a timeout, a broken or oversized answer is remote_failed. Not for several
  /// threads at once.
  virtual std::vector<Result<HttpAnswer>> perform(std::span<const HttpRequest> requests) = 0;
};

}  // namespace postproof
