#include "system/system_entropy.hpp"

#include <array>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

namespace postproof::system {

TEST_CASE("Random bytes fill all that was asked for and do not repeat") {
  SystemEntropy entropy;
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int i = 0; i < 10'000; ++i) {
    std::array<std::uint8_t, 16> bytes{};
    entropy.fill(bytes);
    seen.insert(bytes);
  }
  CHECK(seen.size() == 10'000);
  entropy.fill({});
}

TEST_CASE("More than getrandom gives at once is filled to the end") {
  SystemEntropy entropy;
  std::vector<std::uint8_t> bytes(40U << 20U, 0);
  entropy.fill(bytes);
  // 64 zero bytes in a row come by chance once in 2^512.
  CHECK(std::vector<std::uint8_t>(bytes.end() - 64, bytes.end()) != std::vector<std::uint8_t>(64, 0));
}

}  // namespace postproof::system
