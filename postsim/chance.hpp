#pragma once

#include <cstdint>
#include <string_view>

namespace postproof::postsim {

/// A number that looks random and depends on nothing but the three arguments: the same key, purpose and seed give the
/// same number on every machine and in every run (FNV-1a over the texts, mixed by SplitMix64). Not for secrets.
std::uint64_t chance(std::string_view key, std::string_view purpose, std::uint64_t seed = 0);

/// One of from..to, both included, evenly; from ≤ to.
int pick(std::string_view key, std::string_view purpose, int from, int to);

/// True for about `share` of all keys; never for 0 and always for 1.
bool falls(double share, std::string_view key, std::string_view purpose, std::uint64_t seed);

}  // namespace postproof::postsim
