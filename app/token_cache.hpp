#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <unordered_map>

#include "api/backend.hpp"
#include "core/digest.hpp"
#include "core/secret.hpp"

namespace postproof::app {

/// Remembers for half a second whom a bearer token names, so that a busy portal does not cost a look-up in the database
/// for each request, and a revoked token is refused within that half second. Tokens are kept as SHA-256 only; what is
/// refused is not remembered. Any thread.
class TokenCache {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  /// Asks the database.
  using LookUp = std::function<Result<api::Identity>(const Secret& token)>;

  static constexpr std::chrono::milliseconds fresh_for{500};
  static constexpr std::size_t most_tokens = 10'000;

  explicit TokenCache(LookUp look_up) : look_up_(std::move(look_up)) {}

  /// What `look_up` says, or said less than `fresh_for` before `now`.
  Result<api::Identity> identity(const Secret& token, TimePoint now);

 private:
  struct Known {
    api::Identity identity;
    TimePoint since;
  };
  struct FirstBytes {
    std::size_t operator()(const Digest& digest) const;
  };

  LookUp look_up_;
  std::mutex mutex_;
  std::unordered_map<Digest, Known, FirstBytes> known_;  // bounded: see most_tokens
};

}  // namespace postproof::app
