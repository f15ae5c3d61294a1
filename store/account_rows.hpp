#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orders/letter.hpp"
#include "store/sqlite.hpp"

namespace postproof::store {

/// What is known of one account, read in one transaction.
struct AccountRecord {
  orders::AccountFacts facts;
  std::optional<orders::Letter> newest_letter;
  std::vector<Instant> attempts;  ///< counted ones, ascending
  bool track_numbers_left = false;
};

/// One change in the life of a letter or its code.
struct LetterChange {
  Instant at{};
  std::string axis, from, to, by, reason;
};

/// Whether the account is confirmed, and its letters, newest first. Throws SqliteFailure, as the others do.
orders::AccountFacts account_facts(Connection& connection, const AccountId& account);

/// The newest letter of the account.
std::optional<orders::Letter> newest_letter(Connection& connection, const AccountId& account);

/// Attempts of the account after `since`, reserved and failed alike, ascending.
std::vector<Instant> attempts_since(Connection& connection, const AccountId& account, Instant since);

/// Whether a letter could be given a track number.
bool track_numbers_left(Connection& connection);

/// Everything that is told about an account; attempts after `since`.
AccountRecord account_record(Connection& connection, const AccountId& account, Instant since);

/// What happened to a letter and its code, oldest first; nothing if there is no such letter.
std::optional<std::vector<LetterChange>> letter_history(Connection& connection, const LetterId& letter);

}  // namespace postproof::store
