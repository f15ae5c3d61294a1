#include "api/http_date.hpp"

#include <array>

#include <fmt/format.h>

namespace postproof::api {

std::string http_date(Instant instant) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date date = local_date(instant, ZoneOffset{});
  const std::chrono::year_month_day day{date};
  const std::chrono::hh_mm_ss time{instant - date};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days.at(std::chrono::weekday{date}.c_encoding()),
                     static_cast<unsigned>(day.day()), months.at(static_cast<unsigned>(day.month()) - 1),
                     static_cast<int>(day.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace postproof::api
