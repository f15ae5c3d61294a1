#include "core/calendar.hpp"

#include <algorithm>
#include <array>

#include "core/ensure.hpp"

namespace postproof {

namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr int longest_search_days = 4000;  // no calendar is without a working day for ten years

bool is_weekend(Date day) {
  const std::chrono::weekday weekday{day};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

bool is_fixed_holiday(Date day) {
  struct MonthDay {
    unsigned month;
    unsigned day;
  };
  static constexpr std::array holidays{MonthDay{1, 1}, MonthDay{1, 2}, MonthDay{1, 3},  MonthDay{1, 4},  MonthDay{1, 5},
                                       MonthDay{1, 6}, MonthDay{1, 7}, MonthDay{1, 8},  MonthDay{2, 23}, MonthDay{3, 8},
                                       MonthDay{5, 1}, MonthDay{5, 9}, MonthDay{6, 12}, MonthDay{11, 4}};
  const year_month_day date{day};
  const auto month = static_cast<unsigned>(date.month());
  const auto day_of_month = static_cast<unsigned>(date.day());
  return std::ranges::any_of(
      holidays, [&](const MonthDay& holiday) { return holiday.month == month && holiday.day == day_of_month; });
}

}  // namespace

bool Calendar::is_working_day(Date day) const {
  const int year = static_cast<int>(year_month_day{day}.year());
  const auto table = years_.find(year);
  if (table == years_.end()) return !is_weekend(day) && !is_fixed_holiday(day);
  const CalendarYear& known = table->second;
  if (known.off.contains(day)) return false;
  if (known.working.contains(day) || known.shortened.contains(day)) return true;
  return !is_weekend(day);
}

Date Calendar::add_working_days(Date day, int count) const {
  for (int steps = 0; count > 0; ++steps) {
    ensure(steps < longest_search_days, "the calendar has working days");
    day += days{1};
    if (is_working_day(day)) --count;
  }
  return day;
}

Instant latest_cutoff(Instant now, const CutoffRule& rule, const Calendar& calendar) {
  Date day = local_date(now, rule.zone);
  if (instant_at(day, rule.time_of_day, rule.zone) > now) day -= days{1};
  for (int steps = 0; !calendar.is_working_day(day); ++steps) {
    ensure(steps < longest_search_days, "the calendar has working days");
    day -= days{1};
  }
  return instant_at(day, rule.time_of_day, rule.zone);
}

Instant next_cutoff(Instant now, const CutoffRule& rule, const Calendar& calendar) {
  Date day = local_date(now, rule.zone);
  if (instant_at(day, rule.time_of_day, rule.zone) <= now) day += days{1};
  if (!calendar.is_working_day(day)) day = calendar.add_working_days(day, 1);
  return instant_at(day, rule.time_of_day, rule.zone);
}

seconds working_time_between(Instant from, Instant to, ZoneOffset zone, const Calendar& calendar) {
  constexpr seconds opens{9 * 3600};
  constexpr seconds closes{18 * 3600};
  seconds sum{0};
  for (Date day = local_date(from, zone); instant_at(day, opens, zone) < to; day += days{1}) {
    if (!calendar.is_working_day(day)) continue;
    const Instant begin = std::max(from, instant_at(day, opens, zone));
    const Instant end = std::min(to, instant_at(day, closes, zone));
    if (end > begin) sum += end - begin;
  }
  return sum;
}

}  // namespace postproof
