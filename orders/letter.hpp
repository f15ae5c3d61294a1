#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "orders/address.hpp"
#include "orders/code_status.hpp"
#include "orders/letter_status.hpp"
#include "orders/rules.hpp"

namespace postproof::orders {

/// A letter as stored, without the person's name and address.
struct Letter {
  LetterId id;
  AccountId account_id;
  LetterStatus status = LetterStatus::ordered;
  std::string status_reason;  ///< why it was rejected, lost or cancelled; empty otherwise
  Language language = Language::ru;
  TrackNumber track_number;
  Instant ordered_at{};
  std::optional<BatchId> batch_id;
  CodeStatus code_status = CodeStatus::none;  ///< as stored; see code_status_at
  std::optional<Instant> expires_at;          ///< exclusive; fixed at sealing
  std::optional<Date> valid_through;          ///< the printed day
  std::optional<Instant> confirmed_at;
  std::optional<Date> storage_until;
};

/// The code's status as a function of what is stored and `now`: a live code whose instant is over is expired.
CodeStatus code_status_at(const Letter& letter, Instant now);

/// A letter as it is told to whoever asks: stored facts and what follows from them at one instant.
struct LetterView {
  Letter letter;
  CodeStatus code_status = CodeStatus::none;
  Instant seals_at{};
  Instant cancellable_until{};
  Instant reorder_allowed_at{};
  Date expected_from{};
  Date expected_to{};
};

/// What an account's letters and confirmations amount to when somebody wants to order.
struct AccountLetter {
  LetterId id;
  Instant ordered_at{};
  LetterStatus status = LetterStatus::ordered;
  CodeStatus code_status = CodeStatus::none;
};

struct AccountFacts {
  std::optional<Instant> confirmed_at;  ///< confirmed here, or elsewhere as the portal told
  std::vector<AccountLetter> letters;   ///< newest first
};

/// The view of `letter` at `now`. Sealing times are told for the first cut-off after the order.
LetterView view_of(const Letter& letter, const Rules& rules, const Calendar& calendar, Instant now);

}  // namespace postproof::orders
