#pragma once

#include <map>
#include <set>

#include "core/instant.hpp"

namespace postproof {

/// What one year's table says; days not named follow the rule for weekends.
struct CalendarYear {
  std::set<Date> off;        ///< days without work, weekends need not be named
  std::set<Date> shortened;  ///< working days that end an hour earlier
  std::set<Date> working;    ///< weekend days that are worked
};

/// The working days of the country. A year that has no table counts weekends and the fixed holidays of article 112
/// of the Labour Code (1-8 January, 23 February, 8 March, 1 and 9 May, 12 June, 4 November). Immutable; any thread.
class Calendar {
 public:
  Calendar() = default;
  explicit Calendar(std::map<int, CalendarYear> years) : years_(std::move(years)) {}

  bool is_working_day(Date day) const;
  bool has_year(int year) const { return years_.contains(year); }
  /// The day that is `count` working days after `day` (count ≥ 0; 0 gives `day` itself).
  Date add_working_days(Date day, int count) const;

 private:
  std::map<int, CalendarYear> years_;
};

/// The daily instant up to which orders belong to a run.
struct CutoffRule {
  seconds time_of_day{18 * 3600};
  ZoneOffset zone{std::chrono::hours{3}};
};

/// The latest cut-off of a working day that is not after `now`.
Instant latest_cutoff(Instant now, const CutoffRule& rule, const Calendar& calendar);

/// The first cut-off of a working day that is after `now`.
Instant next_cutoff(Instant now, const CutoffRule& rule, const Calendar& calendar);

/// Working time (09:00-18:00 of working days; 17:00 on shortened ones is not counted apart) between two instants;
/// zero if `to` is not after `from`.
seconds working_time_between(Instant from, Instant to, ZoneOffset zone, const Calendar& calendar);

}  // namespace postproof
