#include "core/instant.hpp"

#include <cstdlib>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace postproof {

namespace {

using std::chrono::floor;

/// Reads exactly `count` decimal digits at `at`; nothing if they are not there.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// Overwrites `count` characters at `at`, with leading zeros.
void put_digits(std::string& text, std::size_t at, std::size_t count, std::int64_t value) {
  for (std::size_t i = at + count; i-- > at; value /= 10) text[i] = static_cast<char>('0' + value % 10);
}

bool has(std::string_view text, std::size_t at, char c) { return at < text.size() && text[at] == c; }

}  // namespace

Date local_date(Instant instant, ZoneOffset zone) { return floor<std::chrono::days>(instant + zone.east); }

Instant instant_at(Date date, seconds time_of_day, ZoneOffset zone) { return Instant{date} + time_of_day - zone.east; }

std::string format_zone(ZoneOffset zone) {
  const auto minutes = zone.east.count();
  const auto distance = minutes < 0 ? -minutes : minutes;
  return fmt::format(FMT_COMPILE("{}{:02}:{:02}"), minutes < 0 ? '-' : '+', distance / 60, distance % 60);
}

std::string format_date(Date date) {
  const std::chrono::year_month_day day{date};
  const int year = static_cast<int>(day.year());
  std::string text = year >= 0 && year <= 9999 ? "yyyy-MM-dd" : fmt::format("{}-MM-dd", year);
  if (text.front() == 'y') put_digits(text, 0, 4, year);
  put_digits(text, text.size() - 5, 2, static_cast<unsigned>(day.month()));
  put_digits(text, text.size() - 2, 2, static_cast<unsigned>(day.day()));
  return text;
}

std::string format_instant(Instant instant, ZoneOffset zone) {
  const Instant local = instant + zone.east;
  const Date date = floor<std::chrono::days>(local);
  const std::int64_t second_of_day = (local - date).count();
  const std::int64_t minutes_east = zone.east.count();
  std::string text = format_date(date);
  const std::size_t time_at = text.size();
  text += minutes_east < 0 ? "Thh:mm:ss-hh:mm" : "Thh:mm:ss+hh:mm";
  put_digits(text, time_at + 1, 2, second_of_day / 3600);
  put_digits(text, time_at + 4, 2, second_of_day / 60 % 60);
  put_digits(text, time_at + 7, 2, second_of_day % 60);
  put_digits(text, time_at + 10, 2, std::abs(minutes_east) / 60);
  put_digits(text, time_at + 13, 2, std::abs(minutes_east) % 60);
  return text;
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || !has(text, 4, '-') || !has(text, 7, '-')) return std::nullopt;
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

std::optional<ZoneOffset> parse_zone(std::string_view text) {
  if (text.size() != 6 || !has(text, 3, ':') || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits_at(text, 1, 2);
  const auto minutes = digits_at(text, 4, 2);
  if (!hours || !minutes || *hours > 18 || *minutes > 59 || *hours * 60 + *minutes > 18 * 60) return std::nullopt;
  const int east = *hours * 60 + *minutes;
  return ZoneOffset{std::chrono::minutes{text[0] == '-' ? -east : east}};
}

std::optional<seconds> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || !has(text, 2, ':')) return std::nullopt;
  const auto hours = digits_at(text, 0, 2);
  const auto minutes = digits_at(text, 3, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return seconds{*hours * 3600 + *minutes * 60};
}

std::optional<Instant> parse_instant(std::string_view text) {
  constexpr std::size_t shortest = 20;  // 1970-01-01T00:00:00Z
  if (text.size() < shortest || text.size() > 40) return std::nullopt;
  const auto date = parse_date(text.substr(0, 10));
  if (!date || (text[10] != 'T' && text[10] != 't') || !has(text, 16, ':')) return std::nullopt;
  const auto minute_of_day = parse_time_of_day(text.substr(11, 5));
  const auto second = digits_at(text, 17, 2);
  if (!minute_of_day || !second || *second > 59) return std::nullopt;
  std::size_t at = 19;
  if (has(text, at, '.')) {
    const std::size_t first = ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == first) return std::nullopt;
  }
  const std::string_view rest = text.substr(at);
  const auto zone = rest == "Z" || rest == "z" ? std::optional{ZoneOffset{}} : parse_zone(rest);
  if (!zone) return std::nullopt;
  return instant_at(*date, *minute_of_day + seconds{*second}, *zone);
}

}  // namespace postproof
