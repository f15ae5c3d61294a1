#include "tracking/poll_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace postproof::tracking {

namespace {

using Status = orders::LetterStatus;

constexpr std::uint32_t neighbours = 64;
constexpr int least_calls_open = 200;
constexpr int largest_stretch = 28;

/// The number without its check digit; nothing for other numbers than domestic ones.
std::optional<std::uint64_t> value_of(std::string_view text) {
  if (text.size() != 14) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text.substr(0, 13)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

/// FNV-1a, 64 bit, with the finisher of MurmurHash3.
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

/// The top bits as a place.
std::uint32_t place_from(std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 40U); }
static_assert(places == 1U << (64U - 40U));

seconds place_within(const TrackNumber& number, seconds interval) {
  const auto length = static_cast<std::uint64_t>(interval.count());
  return seconds{static_cast<std::int64_t>(place_of(number) * length / places)};
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

std::uint32_t place_of(const TrackNumber& number) {
  const auto value = value_of(number.str());
  if (!value) return place_from(hash_of(number.str()));
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;  // 2^64 / 1.618...
  const std::uint32_t neighbourhood = place_from(*value / neighbours * golden);
  return neighbourhood / neighbours * neighbours + static_cast<std::uint32_t>(*value % neighbours);
}

int stretch_of(std::int64_t letters, int items_per_ticket, int daily_budget, const PlanRules& rules) {
  const double rounds = 86'400.0 / static_cast<double>(rules.on_the_way.count());
  const double needed = 2.0 * rounds * static_cast<double>(letters) / items_per_ticket;
  const double usable = 0.8 * daily_budget;
  if (needed <= usable || daily_budget == 0) return 1;
  return static_cast<int>(std::min(std::ceil(needed / usable), static_cast<double>(largest_stretch)));
}

PlanRules stretched(const PlanRules& rules, int factor) {
  PlanRules wider = rules;
  for (seconds* interval :
       {&wider.on_the_way, &wider.not_printed_yet, &wider.at_office, &wider.near_storage_end, &wider.silent}) {
    *interval *= factor;
  }
  return wider;
}

int calls_open_by(Instant now, ZoneOffset zone, int daily_budget) {
  const Instant midnight = instant_at(local_date(now, zone), seconds{0}, zone);
  const seconds open = now - midnight + seconds{3600};
  const std::int64_t share = daily_budget * std::min<std::int64_t>(open.count(), 86'400) / 86'400;
  return static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(share, least_calls_open), daily_budget));
}

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
