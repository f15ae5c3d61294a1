#include "orders/letter.hpp"

namespace postproof::orders {

CodeStatus code_status_at(const Letter& letter, Instant now) {
  const bool over = letter.expires_at.has_value() && now >= *letter.expires_at;
  return letter.code_status == CodeStatus::live && over ? CodeStatus::expired : letter.code_status;
}

LetterView view_of(const Letter& letter, const Rules& rules, const Calendar& calendar, Instant now) {
  LetterView view;
  view.letter = letter;
  view.code_status = code_status_at(letter, now);
  view.seals_at = next_cutoff(letter.ordered_at, rules.cutoff_rule(), calendar);
  view.cancellable_until = view.seals_at;
  view.reorder_allowed_at = letter.ordered_at + days_in_seconds(rules.reorder_days);
  const Date sealing_day = local_date(view.seals_at, rules.zone);
  view.expected_from = calendar.add_working_days(sealing_day, rules.expected_delivery_from_days);
  view.expected_to = calendar.add_working_days(sealing_day, rules.expected_delivery_to_days);
  return view;
}

}  // namespace postproof::orders
