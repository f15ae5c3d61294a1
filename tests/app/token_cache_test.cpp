#include "app/token_cache.hpp"

#include <catch2/catch.hpp>

using namespace postproof;
using app::TokenCache;

namespace {

/// The database's side: counts how often it is asked.
struct Asked {
  int times = 0;
  bool revoked = false;
  TokenCache cache{[this](const Secret& token) -> Result<api::Identity> {
    ++times;
    if (revoked || token.expose_text() == "unknown") return fail(ErrorKind::unauthenticated, "no");
    return api::Identity{std::string(token.expose_text()), api::Role::portal};
  }};
};

constexpr TokenCache::TimePoint start{std::chrono::hours{1}};
constexpr std::chrono::milliseconds last{TokenCache::fresh_for - std::chrono::milliseconds{1}};

}  // namespace

TEST_CASE("a token is looked up once in its half second, and each by itself") {
  Asked asked;
  CHECK(asked.cache.identity(Secret("one"), start).value().token_name == "one");
  CHECK(asked.cache.identity(Secret("one"), start + last).value().token_name == "one");
  CHECK(asked.times == 1);
  CHECK(asked.cache.identity(Secret("two"), start + last).value().token_name == "two");
  CHECK(asked.times == 2);
  CHECK(asked.cache.identity(Secret("one"), start + TokenCache::fresh_for).has_value());
  CHECK(asked.times == 3);
}

TEST_CASE("a revoked token is refused when its half second is over, and from then on") {
  Asked asked;
  CHECK(asked.cache.identity(Secret("one"), start).has_value());
  asked.revoked = true;
  CHECK(asked.cache.identity(Secret("one"), start + last).has_value());
  const auto refused = asked.cache.identity(Secret("one"), start + TokenCache::fresh_for);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unauthenticated);
  CHECK_FALSE(asked.cache.identity(Secret("one"), start + TokenCache::fresh_for));
}

TEST_CASE("a refusal is not remembered: a token that comes into force counts at once") {
  Asked asked;
  asked.revoked = true;
  CHECK_FALSE(asked.cache.identity(Secret("one"), start));
  asked.revoked = false;
  CHECK(asked.cache.identity(Secret("one"), start).has_value());
  CHECK(asked.times == 2);
}

TEST_CASE("any number of tokens takes a bounded place") {
  Asked asked;
  for (std::size_t i = 0; i <= TokenCache::most_tokens; ++i) {
    REQUIRE(asked.cache.identity(Secret("t" + std::to_string(i)), start).has_value());
  }
  const int before = asked.times;
  CHECK(asked.cache.identity(Secret("t0"), start).has_value());
  CHECK(asked.times == before + 1);
}
