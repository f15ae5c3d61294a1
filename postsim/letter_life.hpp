#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"

namespace postproof::postsim {

/// What becomes of a letter; the addressee's surname decides.
enum class Life {
  delivered,      ///< anybody: handed over 3-14 days after the acknowledgement
  returned,       ///< Возвратов(а): goes back to the sender after the storage period
  lost,           ///< Потеряев(а)
  last_day,       ///< Неявкин(а): notified twice, collects it on the last day of storage
  spoilt,         ///< Браков(а): the print house refuses it, the post never sees it
  never_scanned,  ///< Молчанов(а): posted, but no scan ever
};

/// The life that belongs to a surname in its masculine or feminine form, upper or lower case.
Life life_of(std::string_view surname);

/// What the simulated post knows about one letter.
struct PostedLetter {
  std::string track_number;  ///< its first six digits name the accepting office
  std::string surname;
  std::string index;  ///< of the delivery office, 6 digits
  Instant acknowledged_at;
};

/// One scan: operation and attribute codes of the post (RTM-02) at the office `index`.
struct Operation {
  Instant at;
  int type = 0;
  int attribute = 0;
  std::string index;
  friend bool operator==(const Operation&, const Operation&) = default;
};

/// Days that a letter waits at its office; it may be collected up to and on arrival date + this.
inline constexpr int storage_days = 30;

/// All that will ever happen to the letter, oldest first. A pure function of the letter. Scans of people happen in
/// office hours of the place (09:00-20:00 local); deliveries lie 3 × 86 400 s to 14 × 86 400 s after the
/// acknowledgement and not on a Sunday.
std::vector<Operation> whole_history(const PostedLetter& letter);

/// The part of whole_history that has happened by `now` (instant ≤ now).
std::vector<Operation> history(const PostedLetter& letter, Instant now);

}  // namespace postproof::postsim
