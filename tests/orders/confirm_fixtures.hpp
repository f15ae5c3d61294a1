#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "orders/confirm_code.hpp"
#include "tests/orders/memory_transaction.hpp"

namespace postproof::orders {

inline const Instant t0 = instant_of(1'795'417'200);  // 2026-11-23T10:00:00+03:00
inline const AccountId anna{"acc-anna"};
inline const AccountId boris{"acc-boris"};
inline const std::string right_code = "111111111111";
inline const std::string wrong_code = "999999999999";

inline std::array<std::uint8_t, 32> digest_of(std::string_view code, const AccountId& account) {
  std::array<std::uint8_t, 32> digest{};
  const std::string text = std::string(code) + account.str();
  std::ranges::copy_n(text.begin(), static_cast<std::ptrdiff_t>(std::min(text.size(), digest.size())), digest.begin());
  return digest;
}

/// Codes are the text itself; counts how often it compared.
class FakeChecker final : public CodeChecker {
 public:
  Result<Secret> canonical(std::string_view typed) const override { return Secret{typed}; }
  bool matches(const Secret& canonical, const AccountId& account, const StoredCode& code) const override {
    ++comparisons;
    return code.digest == digest_of(canonical.expose_text(), account);
  }
  mutable int comparisons = 0;
};

/// A house with letters and codes, and citizens who type.
class ConfirmHouse {
 public:
  MemoryTransaction store;
  Rules rules;
  FakeChecker checker;

  /// A letter of `account` with a code, ordered `days` after t0 - 20 days.
  LetterId letter(const std::string& name, const AccountId& account, CodeStatus code_status,
                  const std::string& code = right_code, Instant ordered_at = t0 - days_in_seconds(20)) {
    MemoryTransaction::Row row;
    row.letter.id = LetterId{name};
    row.letter.account_id = account;
    row.letter.status = status_for(code_status);
    row.letter.ordered_at = ordered_at;
    row.letter.code_status = code_status;
    if (code_status != CodeStatus::none) {
      row.digest = digest_of(code, account);
      row.letter.expires_at = t0 + days_in_seconds(40);
    }
    if (code_status == CodeStatus::used) {
      row.letter.confirmed_at = t0 - days_in_seconds(1);
      store.confirmed[account] = {t0 - days_in_seconds(1), row.letter.id};
    }
    store.rows.push_back(row);
    return row.letter.id;
  }

  Result<Attempt> reserve(const AccountId& account, Instant now) {
    return in_transaction([&] { return reserve_attempt(store, account, rules, now); });
  }
  Result<ConfirmOutcome> settle(const Attempt& attempt, const std::string& code, Instant now) {
    return in_transaction([&] { return settle_attempt(store, attempt, Secret{code}, checker, rules, now); });
  }

  /// Both transactions; "confirmed <letter>" or the word of the refusal.
  std::string type(const AccountId& account, const std::string& code, Instant now) {
    last = {};
    const auto attempt = reserve(account, now);
    if (!attempt) {
      last = attempt.error();
      return std::string(code_of(last.kind));
    }
    return settled(attempt.value(), code, now);
  }

  std::string settled(const Attempt& attempt, const std::string& code, Instant now) {
    auto outcome = settle(attempt, code, now);
    if (!outcome) {
      last = outcome.error();
      return "error " + std::string(code_of(last.kind));
    }
    last = outcome.value().refusal;
    if (outcome.value().confirmed) return "confirmed " + outcome.value().confirmed->letter_id.str();
    return std::string(code_of(last.kind));
  }

  int wrong_attempts(const LetterId& id) { return store.row(id).wrong_attempts; }
  CodeStatus code_status(const LetterId& id) { return store.row(id).letter.code_status; }
  LetterStatus letter_status(const LetterId& id) { return store.row(id).letter.status; }

  Error last;  ///< the last refusal that was typed into

 private:
  static LetterStatus status_for(CodeStatus code) {
    if (code == CodeStatus::none) return LetterStatus::ordered;
    return code == CodeStatus::issued ? LetterStatus::sealed : LetterStatus::delivered;
  }

  /// Undoes everything where the transaction ends in an error.
  template <class Work>
  auto in_transaction(const Work& work) -> decltype(work()) {
    const MemoryTransaction before = store;
    auto result = work();
    if (!result) store = before;
    return result;
  }
};

}  // namespace postproof::orders
