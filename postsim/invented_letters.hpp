#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/instant.hpp"
#include "postsim/letter_life.hpp"

namespace postproof::postsim {

/// Letters that no print house printed: every domestic number (14 digits) is one. What becomes of it follows from the
/// number and the seed alone, so that a million of them cost no memory.
struct InventedLetters {
  std::uint64_t seed = 0;
  Instant posted_from;                ///< acknowledged evenly over `posted_days` from here on
  int posted_days = 14;               ///< 1-365
  std::optional<Instant> told_until;  ///< scans after it are never told: the post stands still

  /// The letter of the number; nothing if it is no domestic one. Of a hundred, three go back to the sender, four are
  /// collected on the last day, one is lost, one is never scanned; the others are delivered.
  std::optional<PostedLetter> letter(std::string_view track_number) const;

  /// Until when scans are told that happened by `now`.
  Instant told_by(Instant now) const { return told_until && *told_until < now ? *told_until : now; }
};

}  // namespace postproof::postsim
