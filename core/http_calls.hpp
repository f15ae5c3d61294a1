#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/http_client.hpp"

namespace postproof {

/// Calls other services, each call on its own: a slow one holds up no other. What HttpClient says of redirects,
/// certificates and outcomes holds here too. For one thread, but for wake().
class HttpCalls {
 public:
  struct Finished {
    std::uint64_t number = 0;
    Result<HttpAnswer> outcome;
  };

  virtual ~HttpCalls() = default;
  /// How many are started and not given out by wait().
  virtual std::size_t under_way() const = 0;
  /// Begins a call, which keeps the caller's number. Never fails: what cannot be sent is told by wait().
  virtual void start(std::uint64_t number, HttpRequest request) = 0;
  /// Goes on with all calls until something happens to one of them, wake() is called, or `longest` is over; gives those
  /// that are finished, if any.
  virtual std::vector<Finished> wait(std::chrono::milliseconds longest) = 0;
  /// Ends a wait() that is going on, else the next. Any thread.
  virtual void wake() = 0;
};

}  // namespace postproof
