#pragma once

#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"

namespace postproof::tracking {

/// The check digit ('0'-'9') of a domestic identifier: with its digits d1..d13,
/// S = 3(d1+d3+...+d13) + (d2+d4+...+d12) and c = (10 - S mod 10) mod 10. `first_13` must be 13 ASCII digits.
char check_digit_of(std::string_view first_13);

/// The check digit of UPU S10: weights 8 6 4 2 3 5 9 7, r = 11 - (sum mod 11), 10 counts as 0 and 11 as 5.
/// `serial` must be 8 ASCII digits.
char s10_check_digit_of(std::string_view serial);

/// What the post puts on positions 7-8 of a number of that month, 1-99: ((year - 2000) * 12 + month) mod 99, 0 written
/// as 99. A rule for making numbers, not for judging them: real ones deviate.
int month_counter_of(Date date);

/// A number that somebody typed: 14 digits, or two capital letters, 9 digits and two capital letters (S10), with the
/// right check digit; anything else is track_number_malformed. Only for look-ups and ranges: what the post answers is
/// never judged by this, because real numbers of the post break it.
Result<TrackNumber> validate_track_number(std::string_view text);

}  // namespace postproof::tracking
