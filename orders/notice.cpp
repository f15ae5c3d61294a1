#include "orders/notice.hpp"

namespace postproof::orders {

std::string_view name_of(NoticeType type) {
  switch (type) {
    case NoticeType::letter_ordered: return "letter.ordered";
    case NoticeType::letter_cancelled: return "letter.cancelled";
    case NoticeType::letter_sealed: return "letter.sealed";
    case NoticeType::letter_dispatched: return "letter.dispatched";
    case NoticeType::letter_accepted: return "letter.accepted";
    case NoticeType::letter_at_office: return "letter.at_office";
    case NoticeType::letter_storage_ending: return "letter.storage_ending";
    case NoticeType::letter_delivered: return "letter.delivered";
    case NoticeType::letter_returning: return "letter.returning";
    case NoticeType::letter_returned: return "letter.returned";
    case NoticeType::letter_lost: return "letter.lost";
    case NoticeType::letter_rejected: return "letter.rejected";
    case NoticeType::code_attempts_warning: return "code.attempts_warning";
    case NoticeType::code_locked: return "code.locked";
    case NoticeType::code_reminder: return "code.reminder";
    case NoticeType::code_expired: return "code.expired";
    case NoticeType::code_void: return "code.void";
    case NoticeType::account_confirmed: return "account.confirmed";
  }
  return "letter.ordered";
}

}  // namespace postproof::orders
