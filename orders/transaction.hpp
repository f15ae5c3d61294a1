#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "orders/alarm.hpp"
#include "orders/letter.hpp"
#include "orders/notice.hpp"

namespace postproof::orders {

/// A code as kept for checking. Not a secret without the key, but never shown.
struct StoredCode {
  LetterId letter_id;
  CodeStatus status = CodeStatus::none;
  std::array<std::uint8_t, 32> digest{};
  KeyId check_key;
  std::optional<Instant> expires_at;
  std::optional<Instant> confirmed_at;
  Instant ordered_at{};
};

/// One reserved attempt: counted from the moment its transaction is durable.
struct Attempt {
  std::int64_t attempt_no = 0;
  AccountId account_id;
  std::optional<LetterId> against;  ///< the letter whose live code it counts towards
};

/// The account's live code and how many wrong attempts its life has seen, reserved ones included.
struct LiveCode {
  LetterId letter_id;
  int wrong_attempts = 0;
  std::optional<Instant> newest_reserved;  ///< the latest reserved attempt that has no outcome yet
  int open_attempts = 0;                   ///< how many of wrong_attempts have no outcome yet
};

/// A letter about to be stored.
struct NewLetter {
  LetterId id;
  Order order;
  TrackNumber track_number;
  Instant ordered_at{};
};

/// One change of state, written to the letter's history and to the audit log with it.
struct Change {
  Instant at{};
  std::string by;      ///< who: a token's name, "nightly", "post", "sweep", an operator
  std::string reason;  ///< may be empty
};

/// What the rules of ordering and confirming ask of the store, inside one write transaction. Nothing of it lasts if
/// the transaction fails. Every change is guarded: it names the state it starts from and returns false where the row
/// is no longer in it. One thread.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // what is known
  virtual Result<AccountFacts> account_facts(const AccountId& account) = 0;
  virtual Result<std::optional<Letter>> letter(const LetterId& id) = 0;
  virtual Result<std::optional<Letter>> newest_letter(const AccountId& account) = 0;
  /// All codes of the account that have a digest, newest letter first.
  virtual Result<std::vector<StoredCode>> codes(const AccountId& account) = 0;
  virtual Result<std::optional<LiveCode>> live_code(const AccountId& account) = 0;
  /// Instants of attempts with at > since, ascending; reserved and failed alike.
  virtual Result<std::vector<Instant>> attempts_since(const AccountId& account, Instant since) = 0;

  // ordering
  /// The next free number of the ranges; track_numbers_exhausted. Never the same twice.
  virtual Result<TrackNumber> allot_track_number() = 0;
  virtual Result<bool> has_track_numbers() = 0;
  virtual Result<void> insert_letter(const NewLetter& letter, const Change& change) = 0;
  /// The imported order of this name: the letter it became and the keyed hash of its content.
  virtual Result<std::optional<Bytes>> imported_hash(const RequestId& request) = 0;
  virtual Result<void> remember_import(const RequestId& request, const LetterId& letter, ByteView content_hash) = 0;

  // states
  virtual Result<bool> change_letter(const LetterId& id, LetterStatus from, LetterEvent event,
                                     const Change& change) = 0;
  virtual Result<bool> change_code(const LetterId& id, CodeStatus from, CodeEvent event, const Change& change) = 0;

  // confirming
  virtual Result<Attempt> reserve_attempt(const AccountId& account, std::optional<LetterId> against, Instant at) = 0;
  /// Takes one reserved attempt back, from the window and from the code's life.
  virtual Result<void> take_back(const Attempt& attempt) = 0;
  /// Marks a reserved attempt as failed: its outcome is known, it stays counted.
  virtual Result<void> mark_failed(const Attempt& attempt) = 0;
  virtual Result<void> clear_window(const AccountId& account) = 0;
  /// Records that the account is confirmed; `letter` is absent if that happened elsewhere. False if it was before.
  virtual Result<bool> confirm_account(const AccountId& account, std::optional<LetterId> letter,
                                       const Change& change) = 0;

  // telling
  virtual Result<void> notify(const Notice& notice) = 0;
  virtual Result<void> raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                                   Instant at) = 0;
  /// An audit entry for something that is no change of a letter's or code's state.
  virtual Result<void> audit(std::string_view action, std::string_view object, std::string_view data,
                             const Change& change) = 0;
};

}  // namespace postproof::orders
