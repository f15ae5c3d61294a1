#pragma once

#include <cstdint>
#include <string_view>

#include <boost/json/object.hpp>

#include "core/ids.hpp"
#include "core/instant.hpp"

namespace postproof::orders {

/// What the portal is told of its own accord.
enum class NoticeType : std::uint8_t {
  letter_ordered,
  letter_cancelled,
  letter_sealed,
  letter_dispatched,
  letter_accepted,
  letter_at_office,
  letter_storage_ending,
  letter_delivered,
  letter_returning,
  letter_returned,
  letter_lost,
  letter_rejected,
  code_attempts_warning,
  code_locked,
  code_reminder,
  code_expired,
  code_void,
  account_confirmed,
};

/// The contract's word, e.g. "letter.at_office".
std::string_view name_of(NoticeType type);

/// One notice, written in the same transaction as its cause. `data` holds no code, name or address.
struct Notice {
  NoticeType type = NoticeType::letter_ordered;
  Instant at{};
  LetterId letter_id;
  AccountId account_id;
  boost::json::object data;
};

}  // namespace postproof::orders
