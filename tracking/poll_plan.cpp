#include "tracking/poll_plan.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace postproof::tracking {

namespace {

using Status = orders::LetterStatus;

/// FNV-1a, 64 bit, with the finisher of MurmurHash3: neighbouring numbers land far apart.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3U;
  }
  hash ^= hash >> 33U;
  hash *= 0xff51afd7ed558ccdU;
  hash ^= hash >> 33U;
  return hash;
}

seconds place_within(const TrackNumber& number, seconds interval) {
  const auto length = static_cast<std::uint64_t>(interval.count());
  return seconds{static_cast<std::int64_t>(hash_of(number.str()) % length)};
}

/// The first instant ≥ `earliest` that is `place` after a multiple of `interval`.
Instant first_slot(Instant earliest, seconds interval, seconds place) {
  const seconds since = earliest.time_since_epoch() - place;
  const auto steps = (since.count() + interval.count() - 1) / interval.count();
  return Instant{interval * steps + place};
}

bool near_storage_end(const PlanFacts& facts, Instant now, const PlanRules& rules) {
  return facts.storage_until && now >= *facts.storage_until - std::chrono::days{rules.near_end_days};
}

}  // namespace

std::optional<seconds> interval_of(const PlanFacts& facts, Instant now, const PlanRules& rules) {
  const seconds unchanged = now - facts.last_change_at;
  const bool silent = unchanged >= days_in_seconds(rules.silent_days);
  switch (facts.status) {
    case Status::ordered:
    case Status::sealed:
    case Status::cancelled:
    case Status::rejected: return std::nullopt;
    case Status::delivered:
    case Status::returned:
    case Status::lost:
      if (unchanged >= days_in_seconds(rules.final_grace_days)) return std::nullopt;
      return days_in_seconds(1);
    case Status::dispatched: return silent ? rules.silent : rules.not_printed_yet;
    case Status::at_office:
      if (silent) return rules.silent;
      return near_storage_end(facts, now, rules) ? rules.near_storage_end : rules.at_office;
    case Status::printed:
    case Status::accepted:
    case Status::in_transit:
    case Status::returning: return silent ? rules.silent : rules.on_the_way;
  }
  return std::nullopt;
}

std::optional<Instant> next_poll_at(const PlanFacts& facts, Instant now, const PlanRules& rules) {
  std::optional<Instant> next;
  if (const auto interval = interval_of(facts, now, rules)) {
    next = first_slot(now + std::max(*interval / 2, seconds{1}), *interval, place_within(facts.number, *interval));
  }
  const bool comes = facts.upcoming_at && *facts.upcoming_at > now;
  if (comes && (!next || *facts.upcoming_at < *next)) next = facts.upcoming_at;
  return next;
}

Instant retry_at(const TrackNumber& number, Instant now, const PlanRules& rules) {
  return first_slot(now + rules.after_failure, rules.after_failure, place_within(number, rules.after_failure));
}

}  // namespace postproof::tracking
