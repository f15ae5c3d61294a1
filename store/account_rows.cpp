#include "store/account_rows.hpp"

#include "store/letter_rows.hpp"

namespace postproof::store {

namespace {

/// More letters than one account can order in a lifetime of reorders.
constexpr int most_letters_of_account = 1000;
constexpr int most_changes_of_letter = 10'000;

}  // namespace

orders::AccountFacts account_facts(Connection& connection, const AccountId& account) {
  orders::AccountFacts facts;
  Query confirmed = connection.query("SELECT confirmed_at FROM confirmed_accounts WHERE account_id = ?");
  confirmed.bind(account.str());
  if (confirmed.next()) facts.confirmed_at = confirmed.instant(0);
  Query rows = connection.query(
      "SELECT l.letter_id, l.ordered_at, l.status, coalesce(c.status, 'none') FROM letters l "
      "LEFT JOIN codes c USING (letter_no) WHERE l.account_id = ? ORDER BY l.ordered_at DESC, l.letter_no DESC LIMIT "
      "?");
  rows.with(account.str(), most_letters_of_account);
  while (rows.next()) {
    facts.letters.push_back(orders::AccountLetter{LetterId{rows.text(0)}, rows.instant(1), letter_status_in(rows, 2),
                                                  code_status_in(rows, 3)});
  }
  return facts;
}

std::optional<orders::Letter> newest_letter(Connection& connection, const AccountId& account) {
  Query row = connection.query(POSTPROOF_LETTER_COLUMNS
                               "WHERE l.account_id = ? ORDER BY l.ordered_at DESC, l.letter_no DESC LIMIT 1");
  row.bind(account.str());
  return row.next() ? std::optional{letter_of(row)} : std::nullopt;
}

std::vector<Instant> attempts_since(Connection& connection, const AccountId& account, Instant since) {
  std::vector<Instant> instants;
  Query rows = connection.query("SELECT at FROM attempts WHERE account_id = ? AND at > ? ORDER BY at");
  rows.with(account.str(), since);
  while (rows.next()) instants.push_back(rows.instant(0));
  return instants;
}

bool track_numbers_left(Connection& connection) {
  Query left = connection.query("SELECT EXISTS (SELECT 1 FROM track_ranges WHERE used < count)");
  return left.next() && left.integer(0) != 0;
}

AccountRecord account_record(Connection& connection, const AccountId& account, Instant since) {
  return AccountRecord{account_facts(connection, account), newest_letter(connection, account),
                       attempts_since(connection, account, since), track_numbers_left(connection)};
}

std::optional<std::vector<LetterChange>> letter_history(Connection& connection, const LetterId& letter) {
  Query number = connection.query("SELECT letter_no FROM letters WHERE letter_id = ? AND is_test = 0");
  number.bind(letter.str());
  if (!number.next()) return std::nullopt;
  // What happens in the same second is told in the order in which it must have happened.
  Query rows = connection.query(
      "SELECT at, axis, from_status, to_status, by, reason FROM letter_history WHERE letter_no = ? ORDER BY at, "
      "CASE to_status WHEN 'ordered' THEN 0 WHEN 'sealed' THEN 1 WHEN 'issued' THEN 2 WHEN 'dispatched' THEN 3 "
      "WHEN 'live' THEN 4 WHEN 'printed' THEN 5 ELSE 6 END LIMIT ?");
  rows.with(number.integer(0), most_changes_of_letter);
  std::vector<LetterChange> changes;
  while (rows.next()) {
    changes.push_back(
        LetterChange{rows.instant(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
  }
  return changes;
}

}  // namespace postproof::store
