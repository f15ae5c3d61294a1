#pragma once

#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace postproof::tracking {

inline constexpr int largest_serial = 99'999;

/// Consecutive numbers that the post gave us: positions 1-8 stay, the serial (9-13) counts up, 14 is the check digit.
struct NumberRange {
  std::string prefix;    ///< 8 digits: index of the accepting office and month counter
  int first_serial = 0;  ///< 0-99999
  int count = 0;         ///< ≥ 1; first_serial + count - 1 ≤ 99999
  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

/// The range that starts with `first` (14 digits with the right check digit, else track_number_malformed) and holds
/// `count` numbers (≥ 1 and ending at serial 99999 at the latest, else validation_failed naming "count").
Result<NumberRange> make_range(std::string_view first, long long count);

/// Whether a number lies in both.
bool overlap(const NumberRange& a, const NumberRange& b);

/// The n-th number of the range, check digit included; 0 ≤ n < count.
TrackNumber number_at(const NumberRange& range, int n);

/// Whether the number is one of the range.
bool contains(const NumberRange& range, const TrackNumber& number);

/// Less than a fifth is left: the operator must ask the post for more. `left` and `total` count all ranges together;
/// nothing at all counts as running low.
bool runs_low(long long left, long long total);

}  // namespace postproof::tracking
