#include "app/token_cache.hpp"

#include <cstring>

#include "codegen/sha256.hpp"

namespace postproof::app {

std::size_t TokenCache::FirstBytes::operator()(const Digest& digest) const {
  std::size_t bits = 0;
  std::memcpy(&bits, digest.data(), sizeof bits);
  return bits;
}

Result<api::Identity> TokenCache::identity(const Secret& token, TimePoint now) {
  const Digest digest = codegen::sha256(token.expose());
  {
    const std::lock_guard guard(mutex_);
    const auto found = known_.find(digest);
    if (found != known_.end() && now - found->second.since < fresh_for) return found->second.identity;
  }
  Result<api::Identity> asked = look_up_(token);
  const std::lock_guard guard(mutex_);
  known_.erase(digest);
  if (known_.size() >= most_tokens) known_.clear();
  if (asked) known_.emplace(digest, Known{asked.value(), now});
  return asked;
}

}  // namespace postproof::app
