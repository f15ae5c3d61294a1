#pragma once

#include <optional>

#include "core/secret.hpp"
#include "orders/transaction.hpp"

namespace postproof::orders {

/// What confirming asks of the room that knows codes and keys. Any thread.
class CodeChecker {
 public:
  virtual ~CodeChecker() = default;
  /// What was typed in its canonical form; code_malformed otherwise.
  virtual Result<Secret> canonical(std::string_view typed) const = 0;
  /// Whether the typed code is this one: keyed digest, compared in constant time. A destroyed or unknown key gives
  /// false after the same work.
  virtual bool matches(const Secret& canonical, const AccountId& account, const StoredCode& code) const = 0;
};

/// A successful confirmation.
struct Confirmation {
  AccountId account_id;
  LetterId letter_id;
  Instant confirmed_at{};
};

/// How an attempt ended: confirmed, or a refusal that is itself to be recorded (code_used, code_expired, code_replaced,
/// code_locked, code_not_accepted).
struct ConfirmOutcome {
  std::optional<Confirmation> confirmed;
  Error refusal;  ///< says why where `confirmed` is empty
};

/// First transaction of a confirmation: counts the attempt before anything is compared. too_many_attempts (with
/// retry_after) if the account's window is full, or if as many attempts as the code has left are being compared just
/// now; nothing is counted then. The comparison may start only when this transaction is durable.
Result<Attempt> reserve_attempt(Transaction& transaction, const AccountId& account, const Rules& rules, Instant now);

/// Second transaction: compares `canonical` with every code of the account and records the outcome. Any outcome but
/// code_not_accepted takes the reserved attempt back; a success uses the code up, clears the window, confirms the
/// account, cancels a newer ordered letter and voids a newer issued code; the last wrong attempt locks the code. An
/// outcome, refusals included, must be committed; an Error of the Result means nothing was recorded and the attempt
/// stays counted.
Result<ConfirmOutcome> settle_attempt(Transaction& transaction, const Attempt& attempt, const Secret& canonical,
                                      const CodeChecker& checker, const Rules& rules, Instant now);

}  // namespace postproof::orders
