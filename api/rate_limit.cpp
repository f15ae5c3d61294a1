#include "api/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace postproof::api {

namespace {

/// Far more tokens than anybody has in use within a second; full buckets need not be remembered.
constexpr std::size_t most_buckets = 10'000;

}  // namespace

RateState RateLimiter::take(std::string_view token, TimePoint now) {
  if (!is_on()) return {};
  const std::scoped_lock lock(mutex_);
  if (buckets_.size() >= most_buckets) forget_full_buckets(now);
  const double capacity = per_second_;
  Bucket& bucket = buckets_.try_emplace(std::string(token), Bucket{capacity, now}).first->second;
  const double passed = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
  bucket.content = std::min(capacity, bucket.content + passed * capacity);
  bucket.at = std::max(bucket.at, now);
  RateState state;
  state.allowed = bucket.content >= 1;
  if (state.allowed) bucket.content -= 1;
  state.limit = per_second_;
  state.remaining = static_cast<int>(bucket.content);
  state.reset_seconds = static_cast<int>(std::ceil((capacity - bucket.content) / capacity));
  return state;
}

void RateLimiter::forget_full_buckets(TimePoint now) {
  std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at >= std::chrono::seconds{1}; });
}

}  // namespace postproof::api
