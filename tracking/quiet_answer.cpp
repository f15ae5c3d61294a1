#include "tracking/quiet_answer.hpp"

namespace postproof::tracking {

namespace {

/// The finisher of SplitMix64.
std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 30U;
  value *= 0xbf58476d1ce4e5b9U;
  value ^= value >> 27U;
  value *= 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

bool lost_by_time(const AskedLetter& letter, Instant now, const TrackingRules& rules) {
  const bool unscanned =
      letter.status == orders::LetterStatus::printed || letter.status == orders::LetterStatus::dispatched;
  return unscanned && letter.base.printed_at &&
         now >= *letter.base.printed_at + days_in_seconds(rules.unscanned_lost_days);
}

}  // namespace

std::uint64_t fingerprint_of(std::uint64_t digest, orders::LetterStatus status, const TrackingBase& base) {
  std::uint64_t known = static_cast<std::uint64_t>(status) << 2U;
  known |= base.printed_at ? 2U : 0U;
  known |= base.declared_lost ? 1U : 0U;
  return mixed(digest ^ mixed(known + 1));
}

std::optional<QuietAnswer> quiet_answer(const AskedLetter& letter, std::uint64_t digest, Instant now,
                                        const TrackingRules& rules, const PlanRules& plan) {
  if (letter.fingerprint != fingerprint_of(digest, letter.status, letter.base)) return std::nullopt;
  if (lost_by_time(letter, now, rules)) return std::nullopt;
  const PlanFacts facts{letter.number, letter.status, letter.last_change_at, letter.storage_until, std::nullopt};
  return QuietAnswer{letter.letter_no, letter.number, now, next_poll_at(facts, now, plan)};
}

}  // namespace postproof::tracking
