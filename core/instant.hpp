#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postproof {

/// A point in time, UTC, whole seconds (leap seconds are not counted). The only form in which time is stored.
using Instant = std::chrono::sys_seconds;
using std::chrono::seconds;

/// A calendar day without a zone.
using Date = std::chrono::sys_days;

/// A fixed distance from UTC, east positive, whole minutes, |offset| ≤ 18 h. Zones with rules are not supported: the
/// product's zones are offsets by contract ("+03:00").
struct ZoneOffset {
  std::chrono::minutes east{0};
  friend bool operator==(const ZoneOffset&, const ZoneOffset&) = default;
};

constexpr Instant instant_of(std::int64_t unix_seconds) { return Instant{seconds{unix_seconds}}; }
constexpr std::int64_t unix_seconds_of(Instant instant) { return instant.time_since_epoch().count(); }
constexpr seconds days_in_seconds(int days) { return seconds{std::int64_t{days} * 86'400}; }

/// The calendar day that a clock in `zone` shows at `instant`.
Date local_date(Instant instant, ZoneOffset zone);

/// The instant at which a clock in `zone` shows `date` and `time_of_day` (0 ≤ time_of_day < 24 h).
Instant instant_at(Date date, seconds time_of_day, ZoneOffset zone);

/// RFC 3339 with the offset of `zone`, e.g. 2026-11-23T10:00:00+03:00. UTC is written +00:00.
std::string format_instant(Instant instant, ZoneOffset zone);

/// Reads RFC 3339 date-time with an offset or Z (years 1970-9999; a fraction of a second is dropped). Nothing else is
/// read: no missing offset, no missing seconds, no second 60.
std::optional<Instant> parse_instant(std::string_view text);

/// YYYY-MM-DD.
std::string format_date(Date date);
std::optional<Date> parse_date(std::string_view text);

/// "+HH:MM" or "-HH:MM".
std::string format_zone(ZoneOffset zone);
std::optional<ZoneOffset> parse_zone(std::string_view text);

/// "HH:MM" as time since local midnight, 00:00-23:59.
std::optional<seconds> parse_time_of_day(std::string_view text);

}  // namespace postproof
