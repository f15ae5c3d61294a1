#include "orders/confirm_code.hpp"

#include <algorithm>

#include "orders/reorder_rule.hpp"

namespace postproof::orders {

namespace {

constexpr std::string_view by_citizen = "citizen";

Error refusal_of_full_window(const std::vector<Instant>& attempts, const Rules& rules, Instant now) {
  Error refusal = fail(ErrorKind::too_many_attempts, "too many wrong codes; try again after the wait");
  const auto limit = static_cast<std::size_t>(rules.account_attempts);
  refusal.facts.retry_after = attempts[attempts.size() - limit] + rules.account_window - now;
  return refusal;
}

/// No comparison takes longer; a reserved attempt older than this belongs to a process that died.
constexpr seconds longest_comparison{60};

/// Whether some attempt for this code may still get its outcome.
bool is_being_compared(const LiveCode& live, Instant now) {
  return live.newest_reserved && now - *live.newest_reserved < longest_comparison;
}

/// Compares with all codes, always the whole list and at least once, so that the time tells nothing.
const StoredCode* find_match(const std::vector<StoredCode>& codes, const Secret& canonical, const AccountId& account,
                             const CodeChecker& checker) {
  const StoredCode* match = nullptr;
  for (const StoredCode& code : codes) {
    const bool same = checker.matches(canonical, account, code);
    const bool better = match == nullptr || code.status == CodeStatus::live;
    if (same && better) match = &code;
  }
  if (codes.empty()) {
    const StoredCode nobody{LetterId{"ltr_00000000000000000000000000"}, CodeStatus::none, {}, KeyId{}, {}, {}, {}};
    (void)checker.matches(canonical, account, nobody);
  }
  return match;
}

Error told_only_to_the_holder(ErrorKind kind, const char* detail, const StoredCode& code) {
  Error refusal = fail(kind, detail);
  if (kind == ErrorKind::code_used) {
    refusal.facts.letter_id = code.letter_id.str();
    refusal.facts.confirmed_at = code.confirmed_at;
  }
  return refusal;
}

/// Everything about one attempt, so that its steps stay short.
class Settlement {
 public:
  Settlement(Transaction& transaction, const Attempt& attempt, const Rules& rules, Instant now)
      : transaction_(transaction), attempt_(attempt), rules_(rules), now_(now) {}

  Result<ConfirmOutcome> settle(const StoredCode* match) {
    if (match == nullptr) return not_accepted();
    switch (match->status) {
      case CodeStatus::live: return now_ < match->expires_at ? confirm(*match) : expire(*match);
      case CodeStatus::used: return refuse(ErrorKind::code_used, "this code has confirmed the account before", *match);
      case CodeStatus::expired: return refuse(ErrorKind::code_expired, "the last day of this code is over", *match);
      case CodeStatus::replaced: return refuse(ErrorKind::code_replaced, "a newer letter is on its way", *match);
      case CodeStatus::locked: return refuse(ErrorKind::code_locked, "too many wrong codes were typed", *match);
      case CodeStatus::issued: return insider(*match);
      case CodeStatus::voided:
      case CodeStatus::none: break;
    }
    return not_accepted();
  }

 private:
  Change change(std::string reason = "") const { return Change{now_, std::string(by_citizen), std::move(reason)}; }

  Result<ConfirmOutcome> confirm(const StoredCode& code) {
    PP_TRY(const bool used, transaction_.change_code(code.letter_id, CodeStatus::live, CodeEvent::confirm, change()));
    if (!used) return fail(ErrorKind::service_unavailable, "the code changed while it was being checked");
    PP_TRYV(transaction_.take_back(attempt_));
    PP_TRYV(transaction_.clear_window(attempt_.account_id));
    PP_TRY(const bool fresh, transaction_.confirm_account(attempt_.account_id, code.letter_id, change()));
    if (!fresh) return fail(ErrorKind::service_unavailable, "the account was confirmed in the meantime");
    PP_TRYV(give_up_newer_letters(code));
    PP_TRYV(transaction_.notify(
        Notice{NoticeType::account_confirmed, now_, code.letter_id, attempt_.account_id, {{"method", "postal_code"}}}));
    return ConfirmOutcome{Confirmation{attempt_.account_id, code.letter_id, now_}, {}};
  }

  Result<void> give_up_newer_letters(const StoredCode& used) {
    PP_TRY(const AccountFacts account, transaction_.account_facts(attempt_.account_id));
    for (const AccountLetter& letter : account.letters) {
      if (letter.id == used.letter_id || letter.ordered_at < used.ordered_at) continue;
      const Change why = change("account confirmed by an older letter");
      if (letter.status == LetterStatus::ordered) {
        PP_TRY(const bool done, transaction_.change_letter(letter.id, letter.status, LetterEvent::cancel, why));
        if (done) {
          PP_TRYV(tell(NoticeType::letter_cancelled, letter.id));
        }
      }
      if (letter.code_status == CodeStatus::issued) {
        PP_TRY(const bool done, transaction_.change_code(letter.id, letter.code_status, CodeEvent::revoke, why));
        if (done) {
          PP_TRYV(tell(NoticeType::code_void, letter.id));
        }
      }
    }
    return success();
  }

  /// Treated as expired once, expired for ever: a clock set back must not revive it.
  Result<ConfirmOutcome> expire(const StoredCode& code) {
    PP_TRY(const bool expired, transaction_.change_code(code.letter_id, CodeStatus::live, CodeEvent::expire, change()));
    if (expired) {
      PP_TRYV(tell(NoticeType::code_expired, code.letter_id));
    }
    return refuse(ErrorKind::code_expired, "the last day of this code is over", code);
  }

  Result<ConfirmOutcome> refuse(ErrorKind kind, const char* detail, const StoredCode& code) {
    PP_TRYV(transaction_.take_back(attempt_));
    Error refusal = told_only_to_the_holder(kind, detail, code);
    if (kind == ErrorKind::code_expired || kind == ErrorKind::code_replaced) {
      PP_TRY(const AccountFacts account, transaction_.account_facts(attempt_.account_id));
      refusal.facts.reorder_allowed_at = reorder_allowed_at(account, rules_);
    }
    return ConfirmOutcome{std::nullopt, std::move(refusal)};
  }

  /// A code that nobody outside can know yet: answered like any wrong one, and an operator is called.
  Result<ConfirmOutcome> insider(const StoredCode& code) {
    PP_TRYV(transaction_.raise_alarm("code_typed_before_hand_over", code.letter_id.str(),
                                     "Find out who could read this letter before it was posted; void its code.", now_));
    return not_accepted();
  }

  Result<ConfirmOutcome> not_accepted() {
    PP_TRYV(transaction_.mark_failed(attempt_));
    PP_TRY(const std::optional<LiveCode> live, transaction_.live_code(attempt_.account_id));
    if (live && attempt_.against == live->letter_id) {
      PP_TRYV(warn_or_lock(*live));
    }
    PP_TRY(const std::vector<Instant> counted,
           transaction_.attempts_since(attempt_.account_id, now_ - rules_.account_window));
    Error refusal = fail(ErrorKind::code_not_accepted, "the code is not accepted");
    refusal.facts.attempts_left = std::max(0, rules_.account_attempts - static_cast<int>(counted.size()));
    PP_TRYV(transaction_.audit("code.not_accepted", attempt_.account_id.str(), "", change()));
    return ConfirmOutcome{std::nullopt, std::move(refusal)};
  }

  /// Attempts without an outcome yet count towards the cap, but are not known to be wrong: one of them may hold the
  /// right code, so the last one to be settled locks.
  Result<void> warn_or_lock(const LiveCode& live) {
    const int known_wrong = live.wrong_attempts - live.open_attempts;
    if (known_wrong == rules_.attempts_warning_at) {
      PP_TRYV(tell(NoticeType::code_attempts_warning, live.letter_id, {{"wrong_attempts", known_wrong}}));
    }
    if (live.wrong_attempts < rules_.code_attempts || is_being_compared(live, now_)) return success();
    PP_TRY(const bool locked,
           transaction_.change_code(live.letter_id, CodeStatus::live, CodeEvent::lock, change("too many wrong codes")));
    if (locked) {
      PP_TRYV(tell(NoticeType::code_locked, live.letter_id));
    }
    return success();
  }

  Result<void> tell(NoticeType type, const LetterId& letter, boost::json::object data = {}) {
    return transaction_.notify(Notice{type, now_, letter, attempt_.account_id, std::move(data)});
  }

  Transaction& transaction_;
  const Attempt& attempt_;
  const Rules& rules_;
  Instant now_;
};

/// The account's live code, unless its instant is over: an expired code is no guess's target and is never locked.
Result<std::optional<LiveCode>> code_to_guess(Transaction& transaction, const AccountId& account, Instant now) {
  PP_TRY(std::optional<LiveCode> live, transaction.live_code(account));
  if (!live) return live;
  PP_TRY(const std::optional<Letter> letter, transaction.letter(live->letter_id));
  if (letter && code_status_at(*letter, now) != CodeStatus::live) live.reset();
  return live;
}

/// The attempts of dead processes stay counted; where they are the last ones, the code is locked as if they had failed.
Result<void> lock_after_a_crash(Transaction& transaction, const AccountId& account, const LiveCode& live, Instant now) {
  const Change change{now, std::string(by_citizen), "too many wrong codes"};
  PP_TRY(const bool locked, transaction.change_code(live.letter_id, CodeStatus::live, CodeEvent::lock, change));
  if (!locked) return success();
  return transaction.notify(Notice{NoticeType::code_locked, now, live.letter_id, account, {}});
}

}  // namespace

Result<Attempt> reserve_attempt(Transaction& transaction, const AccountId& account, const Rules& rules, Instant now) {
  PP_TRY(const std::vector<Instant> counted, transaction.attempts_since(account, now - rules.account_window));
  if (counted.size() >= static_cast<std::size_t>(rules.account_attempts)) {
    return refusal_of_full_window(counted, rules, now);
  }
  PP_TRY(std::optional<LiveCode> live, code_to_guess(transaction, account, now));
  if (live && live->wrong_attempts >= rules.code_attempts) {
    if (is_being_compared(*live, now)) {
      Error refusal = fail(ErrorKind::too_many_attempts, "other attempts for this code are being checked just now");
      refusal.facts.retry_after = seconds{1};
      return refusal;
    }
    PP_TRYV(lock_after_a_crash(transaction, account, *live, now));
    live.reset();
  }
  return transaction.reserve_attempt(account, live ? std::optional{live->letter_id} : std::nullopt, now);
}

Result<ConfirmOutcome> settle_attempt(Transaction& transaction, const Attempt& attempt, const Secret& canonical,
                                      const CodeChecker& checker, const Rules& rules, Instant now) {
  PP_TRY(const std::vector<StoredCode> codes, transaction.codes(attempt.account_id));
  const StoredCode* match = find_match(codes, canonical, attempt.account_id, checker);
  return Settlement(transaction, attempt, rules, now).settle(match);
}

}  // namespace postproof::orders
