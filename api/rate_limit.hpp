#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace postproof::api {

/// What a token has left, as RateLimit-* tells it.
struct RateState {
  bool allowed = true;
  int limit = 0;
  int remaining = 0;
  int reset_seconds = 0;  ///< until everything is available again, rounded up
};

/// A token bucket for each bearer token: `per_second` requests at once, refilled evenly over a second. Any thread.
class RateLimiter {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `per_second` ≥ 0; 0 allows everything.
  explicit RateLimiter(int per_second) : per_second_(per_second) {}

  bool is_on() const { return per_second_ > 0; }
  /// Takes one request from the bucket of `token` if it holds one. `now` never goes back by more than threads differ.
  RateState take(std::string_view token, TimePoint now);

 private:
  struct Bucket {
    double content = 0;
    TimePoint at;
  };
  void forget_full_buckets(TimePoint now);

  int per_second_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;  // bounded: see most_buckets
};

}  // namespace postproof::api
