#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/calendar.hpp"
#include "core/ids.hpp"
#include "core/sealer.hpp"
#include "orders/rules.hpp"
#include "store/reader.hpp"
#include "store/writer.hpp"

namespace postproof::store {

/// The tidying that needs no question: what time alone has decided is written down, what must go is erased, and what a
/// person should look at becomes an alarm. Every method is repeatable and bounded; it returns how many rows it changed
/// and is called again until that is 0. Any thread, but close_batches by one at a time.
class SweepRows {
 public:
  SweepRows(Writer& writer, Readers& readers, Sealer& personal, bool notices_wanted)
      : writer_(writer), readers_(readers), personal_(personal), notices_wanted_(notices_wanted) {}

  /// Live codes whose instant is over become `expired`.
  Result<int> expire_codes(Instant now);
  /// One reminder for each letter delivered `days` ago whose code still waits.
  Result<int> remind(int days, Instant now);
  /// One notice for each letter whose last day at the office is at most `days` after `today`; test letters have none.
  Result<int> tell_storage_ending(int days, Date today, Instant now);
  /// Names and addresses of letters that have been final for `days`.
  Result<int> erase(int days, Instant now);
  /// letter_not_found, letter_not_final; an erased one is fine.
  Result<void> erase_one(const LetterId& letter, const std::string& by, Instant now);
  /// Attempts that no window can count any more.
  Result<int> forget_attempts(seconds window, Instant now);
  /// Acknowledged batches all of whose letters are final become `closed`.
  Result<int> close_batches(Instant now);
  /// Batches whose local files have had their term: `days` after the acknowledgement, or after sealing if the batch was
  /// rejected.
  Result<std::vector<BatchId>> batches_to_clear(int days, Instant now);
  Result<void> record_cleared(const BatchId& batch, Instant now);
  /// Numbers of printed letters without a scan since `before`.
  Result<std::vector<TrackNumber>> unscanned_since(Instant before, int most);
  /// Marks a letter that left as lost, once and for all; its code becomes void. letter_not_found, state_conflict.
  Result<void> declare_lost(const LetterId& letter, const std::string& reason, const std::string& by, Instant now);

  /// Voids every issued and live code whose digest was made with this key; returns how many.
  Result<int> void_codes_of_key(const KeyId& key, const std::string& by, Instant now);

  /// Raises and closes the alarms that follow from stored facts: acknowledgement_missing, letters_unscanned,
  /// letter_unscanned_long, test_letter_late, track_numbers_low, letter_sealed_long.
  Result<void> watch(const orders::Rules& rules, const Calendar& calendar, Instant now);

 private:
  Result<std::vector<std::string>> ended_batches();

  std::map<std::int64_t, std::int64_t> open_letters_;  // batch_no to a posting_no that was not final, when last seen
  Writer& writer_;
  Readers& readers_;
  Sealer& personal_;
  bool notices_wanted_;
};

}  // namespace postproof::store
