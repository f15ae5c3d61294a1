#include "orders/cancel_letter.hpp"

#include <array>

namespace postproof::orders {

namespace {

constexpr std::array<std::string_view, 4> reason_names{"confirmed_elsewhere", "identity_data_changed", "account_closed",
                                                       "citizen_request"};

Result<void> cancel_ordered(Transaction& transaction, const LetterId& id, const AccountId& account,
                            const Change& change) {
  PP_TRY(const bool changed, transaction.change_letter(id, LetterStatus::ordered, LetterEvent::cancel, change));
  if (!changed) return fail(ErrorKind::letter_not_cancellable, "the letter was sealed in the meantime");
  return transaction.notify(Notice{NoticeType::letter_cancelled, change.at, id, account, {}});
}

Result<void> revoke_code(Transaction& transaction, const AccountLetter& letter, const AccountId& account,
                         const Change& change) {
  PP_TRY(const std::optional<Letter> stored, transaction.letter(letter.id));
  if (!stored || code_status_at(*stored, change.at) == CodeStatus::expired) return success();  // expired for ever
  PP_TRY(const bool changed, transaction.change_code(letter.id, letter.code_status, CodeEvent::revoke, change));
  if (!changed) return success();
  return transaction.notify(Notice{NoticeType::code_void, change.at, letter.id, account, {{"reason", change.reason}}});
}

}  // namespace

std::string_view name_of(VoidReason reason) { return reason_names.at(static_cast<std::size_t>(reason)); }

std::optional<VoidReason> void_reason_of(std::string_view name) {
  for (std::size_t i = 0; i < reason_names.size(); ++i) {
    if (reason_names[i] == name) return static_cast<VoidReason>(i);
  }
  return std::nullopt;
}

Result<Letter> cancel_letter(Transaction& transaction, const LetterId& id, const Change& change) {
  PP_TRY(std::optional<Letter> found, transaction.letter(id));
  if (!found) return fail(ErrorKind::letter_not_found, "there is no letter of this id");
  Letter letter = std::move(*found);
  if (letter.status == LetterStatus::cancelled) return letter;
  if (letter.status != LetterStatus::ordered) {
    return fail(ErrorKind::letter_not_cancellable,
                "only an ordered letter can be cancelled; this one is " + std::string(name_of(letter.status)));
  }
  PP_TRYV(cancel_ordered(transaction, id, letter.account_id, change));
  letter.status = LetterStatus::cancelled;
  letter.status_reason = change.reason;
  return letter;
}

Result<void> void_account(Transaction& transaction, const AccountId& account, VoidReason reason, Change change) {
  change.reason = name_of(reason);
  PP_TRY(const AccountFacts facts, transaction.account_facts(account));
  for (const AccountLetter& letter : facts.letters) {
    if (letter.status == LetterStatus::ordered) {
      PP_TRYV(cancel_ordered(transaction, letter.id, account, change));
    }
    if (letter.code_status == CodeStatus::issued || letter.code_status == CodeStatus::live) {
      PP_TRYV(revoke_code(transaction, letter, account, change));
    }
  }
  if (reason != VoidReason::confirmed_elsewhere) return success();
  PP_TRY(const bool fresh, transaction.confirm_account(account, std::nullopt, change));
  (void)fresh;  // told before: the first instant stays
  return success();
}

}  // namespace postproof::orders
