#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "codegen/key_ring.hpp"
#include "core/clock.hpp"
#include "core/files.hpp"
#include "core/sealer.hpp"
#include "store/database.hpp"
#include "system/system_entropy.hpp"
#include "tracking/post_client.hpp"

namespace postproof::bench {

/// When the simulated day of polling begins, and until when the simulated post tells scans: nothing happens during the
/// day, so that what is news was fixed before.
inline constexpr Instant day_begins = instant_of(1'796'083'200);  // 2026-12-01T00:00:00Z
inline constexpr Instant post_stands_still = day_begins - std::chrono::hours{6};
inline constexpr int posted_days = 6;

/// The n-th of the letters, n from 0.
TrackNumber bench_number(std::int64_t n);

/// A database of its own in a folder, with fresh keys; nothing else of a data folder.
class TrackingHouse {
 public:
  explicit TrackingHouse(const Path& folder);
  Result<void> open(const Clock& clock);
  store::Database& database() { return *database_; }

 private:
  Path file_;
  system::SystemEntropy entropy_;
  codegen::KeyRing ring_;
  std::unique_ptr<Sealer> personal_;
  std::unique_ptr<Sealer> nonces_;
  std::unique_ptr<store::Database> database_;
};

/// Where the post is asked: both protocols at "HOST:PORT".
Result<tracking::PostAccess> bench_access(const std::string& address);

/// Whether fill_tracking_house has worked in the folder.
bool is_filled(const Path& folder);

/// Fills the folder's database with letters under way that know what the post said before, one in five of them all but
/// the last scan, each due at its place of the day; keeps a few answers of tickets of 500 as files. The post at
/// `address` obeys the clock of `folder`.
Result<void> fill_tracking_house(const Path& folder, const std::string& address, std::int64_t letters);

/// Those answers.
Result<std::vector<std::string>> kept_answers(const Path& folder);

/// Sets the clock that the simulated post obeys.
Result<void> set_post_clock(const Path& folder, Instant now);

}  // namespace postproof::bench
