#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"

namespace postproof::store {

/// A notice as it lies in the outbox. `at` is the service clock's, the other instants are real time.
struct NoticeRow {
  std::int64_t number = 0;  ///< later ones are greater
  std::string id;           ///< what the portal knows it by: "ntc_<number>_<16 hexadecimal digits of the body's hash>"
  LetterId letter_id;
  Instant at{};
  std::string body;  ///< the bytes that are sent, every time the same
  int attempts = 0;
  std::string failure;  ///< of the last attempt; empty if there was none
  /// When it may be sent; nothing while an earlier notice of its letter is open, and once it is delivered or given up.
  std::optional<Instant> due_at;
  std::optional<Instant> begun_at;  ///< first attempt
  std::optional<Instant> delivered_at;
  std::optional<Instant> given_up_at;
};

/// What became of one attempt.
struct NoticeOutcome {
  std::int64_t number = 0;
  int attempts = 0;  ///< as it was taken: another sender that took it since is not disturbed
  enum class Kind { delivered, later, given_up } kind = Kind::delivered;
  std::string failure;  ///< a sentence without personal data; empty if delivered
  Instant next{};       ///< for `later`: when it may be sent again
};

/// A page of the outbox, newest first.
struct NoticePage {
  std::vector<NoticeRow> notices;
  std::optional<std::int64_t> next_before;
};

/// Writes a notice inside an open transaction; due at once unless an earlier one of its letter is open.
void add_notice(Connection& db, const LetterId& letter, std::string_view body, Instant at);

/// The outbox of notices to the portal. Rows come from OrderRows::notify, in the transaction of their cause. Of one
/// letter only the oldest open notice is ever due. `real_now` is real time, in whole seconds, and `now` the service
/// clock's. Any thread, any process: whoever takes a notice has it until the lease ends.
class NoticeRows {
 public:
  NoticeRows(Writer& writer, Readers& readers, HashFunction hash)
      : writer_(writer), readers_(readers), hash_(std::move(hash)) {}

  /// Takes up to `most` due notices, the longest due first, for `lease`: nobody else is given them before it ends. Each
  /// counts as an attempt. Writes nothing where nothing is due.
  Result<std::vector<NoticeRow>> take(int most, Instant real_now, seconds lease);

  /// Writes down what became of attempts, frees the next notices of their letters, and raises the alarm
  /// notice_undelivered if any was given up, or closes it when none is left that was.
  Result<void> settle(std::span<const NoticeOutcome> outcomes, Instant real_now, Instant now);

  /// Notices below `before`, newest first, those alone that are not delivered if `undelivered`; 1 ≤ limit ≤ 10 000.
  Result<NoticePage> list(bool undelivered, std::int64_t before, int limit);

  /// Makes a notice due at once, with the same id and body, delivered and given-up ones too. not_found for an unknown
  /// id; state_conflict for one that waits for an earlier one of its letter.
  Result<void> resend(std::string_view id, const std::string& by, Instant now);

  /// Deletes up to 500 notices that were delivered or given up before `real_before`; returns how many.
  Result<int> forget(Instant real_before);

 private:
  std::string id_of(std::int64_t number, std::string_view body) const;
  NoticeRow notice_of(const Query& row) const;

  Writer& writer_;
  Readers& readers_;
  HashFunction hash_;
};

}  // namespace postproof::store
