#include "postsim/chance.hpp"

#include "core/ensure.hpp"

namespace postproof::postsim {

namespace {

constexpr std::uint64_t fnv_basis = 14695981039346656037ULL;
constexpr std::uint64_t fnv_prime = 1099511628211ULL;

std::uint64_t hash_on(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * fnv_prime;
  return (hash ^ 0xFFU) * fnv_prime;  // parts "ab","c" and "a","bc" differ
}

std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

}  // namespace

std::uint64_t chance(std::string_view key, std::string_view purpose, std::uint64_t seed) {
  return mix(hash_on(hash_on(fnv_basis ^ mix(seed), purpose), key));
}

int pick(std::string_view key, std::string_view purpose, int from, int to) {
  ensure(from <= to, "a range to pick from holds something");
  const auto width = static_cast<std::uint64_t>(to - from) + 1;
  return from + static_cast<int>(chance(key, purpose) % width);
}

bool falls(double share, std::string_view key, std::string_view purpose, std::uint64_t seed) {
  constexpr double parts = 1'000'000;
  return static_cast<double>(chance(key, purpose, seed) % 1'000'000U) < share * parts;
}

}  // namespace postproof::postsim
