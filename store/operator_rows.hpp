#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "batches/batch.hpp"
#include "core/sealer.hpp"
#include "orders/alarm.hpp"
#include "orders/letter.hpp"
#include "store/account_rows.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"
#include "tracking/number_range.hpp"
#include "tracking/tracking_update.hpp"

namespace postproof::store {

/// An API token as it is kept: its name, role and keyed hash.
struct TokenRow {
  std::string name;
  std::string role;
  Instant created_at{};
  std::optional<Instant> revoked_at;
};

/// A range of track numbers and how many of it are used.
struct RangeRow {
  std::int64_t range_no = 0;
  tracking::NumberRange range;
  int used = 0;
};

/// What a list of letters is narrowed to; absent means any.
struct LetterFilter {
  std::optional<AccountId> account_id;
  std::optional<orders::LetterStatus> status;
  std::optional<BatchId> batch_id;
  std::optional<TrackNumber> track_number;
  std::int64_t before = INT64_MAX;  ///< letters older than this store number
  int limit = 50;
};
struct LetterPage {
  std::vector<orders::Letter> letters;  ///< newest first
  std::optional<std::int64_t> next_before;
};

/// A letter with its recipient, for proofs.
struct OpenedLetter {
  orders::Letter letter;
  bool is_test = false;
  orders::Recipient recipient;
  orders::Address address;
};

/// What a letter's way looks like to whoever looks it up.
struct TrackedWay {
  orders::Letter letter;
  tracking::TrackedLetter tracked;
  std::optional<Instant> checked_at;  ///< when the post last answered for it
};

/// Counts for the operator. Test letters are not in them.
struct Statistics {
  std::map<std::string, std::int64_t> letters;  ///< by letter.status
  std::map<std::string, std::int64_t> codes;    ///< by code.status
  std::map<std::string, std::int64_t> batches;  ///< by state
  std::int64_t confirmed_accounts = 0;
  std::map<int, std::int64_t> delivery_days;  ///< days from hand-over to delivery
};

/// A batch with what is told of it besides its record.
struct BatchLine {
  batches::Batch batch;
  std::vector<batches::BatchFile> files;
  std::vector<orders::Alarm> alarms;
};

/// Everything the operator's commands read and write that is no use case of another room. Any thread.
class OperatorRows {
 public:
  OperatorRows(Writer& writer, Readers& readers, Sealer& personal, HashFunction hash)
      : writer_(writer), readers_(readers), personal_(personal), hash_(std::move(hash)) {}

  // letters
  Result<std::optional<orders::Letter>> letter(const LetterId& id);
  Result<LetterPage> letters(const LetterFilter& filter);
  Result<std::optional<OpenedLetter>> open_letter(const LetterId& id);
  /// What happened to it, oldest first.
  Result<std::optional<std::vector<LetterChange>>> history(const LetterId& id);
  /// Attempts after `since`.
  Result<AccountRecord> account(const AccountId& account, Instant since);
  Result<std::optional<TrackedWay>> way(const TrackNumber& number);

  // batches
  Result<std::vector<BatchLine>> batches(std::int64_t before, int limit);
  Result<std::optional<BatchLine>> batch(const BatchId& id);

  // alarms and statistics
  Result<std::vector<orders::Alarm>> open_alarms();
  /// False if there is no open alarm of this id.
  Result<bool> close_alarm(std::int64_t id, const std::string& by, Instant now);
  Result<Statistics> statistics();

  // track numbers
  Result<std::vector<RangeRow>> ranges();
  /// range_overlap if a number lies in a known range.
  Result<void> add_range(const tracking::NumberRange& range, const std::string& by, Instant now);

  // tokens
  Result<void> add_token(const TokenRow& token, ByteView digest, const std::string& by);
  Result<std::vector<TokenRow>> tokens();
  /// False if there is no such token in force.
  Result<bool> revoke_token(const std::string& name, const std::string& by, Instant now);
  Result<std::optional<TokenRow>> token_of(ByteView digest);

  // audit
  Result<std::vector<AuditEntry>> audit(std::int64_t before, int limit);
  /// Walks the whole chain; the first sequence that does not follow, or nothing if all do.
  Result<std::optional<std::int64_t>> broken_audit_entry();
  Result<void> append_audit(const std::string& by, std::string_view action, std::string_view object,
                            std::string_view data, Instant now);

  // the clock
  Result<Instant> clock_floor();
  /// Sets the floor to `now`, backwards too: a person vouches for the clock.
  Result<void> accept_clock(const std::string& by, Instant now);

  /// One sentence for each thing that must hold and does not (invariants of the stored data).
  Result<std::vector<std::string>> inconsistencies();
  /// A complete copy at one instant; the file must not exist. It holds no keys.
  Result<void> backup(const Path& file);

 private:
  Writer& writer_;
  Readers& readers_;
  Sealer& personal_;
  HashFunction hash_;
};

}  // namespace postproof::store
