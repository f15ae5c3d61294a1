#pragma once

#include "orders/transaction.hpp"

namespace postproof::orders {

/// Cancels a letter that is still `ordered`; a cancelled one is returned as it is. letter_not_found,
/// letter_not_cancellable.
Result<Letter> cancel_letter(Transaction& transaction, const LetterId& id, const Change& change);

/// Why a portal gives up an account's pending letters.
enum class VoidReason : std::uint8_t { confirmed_elsewhere, identity_data_changed, account_closed, citizen_request };
std::string_view name_of(VoidReason reason);
std::optional<VoidReason> void_reason_of(std::string_view name);

/// Cancels what can be cancelled and voids every issued and live code of the account; confirmed_elsewhere also counts
/// the account as confirmed. Unknown accounts are fine; repeating changes nothing.
Result<void> void_account(Transaction& transaction, const AccountId& account, VoidReason reason, Change change);

}  // namespace postproof::orders
