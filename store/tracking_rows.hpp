#pragma once

#include <span>
#include <string>

#include "core/sealer.hpp"
#include "store/order_rows.hpp"
#include "store/writer.hpp"
#include "tracking/poll_store.hpp"

namespace postproof::store {

/// Puts a letter that was handed over into the table of polls, if it is not there yet.
void begin_polling(Connection& db, std::int64_t letter_no, const TrackNumber& number,
                   const std::optional<Instant>& first_at);

/// What polling writes, inside one transaction. Throws SqliteFailure. One thread.
class TrackingRows {
 public:
  TrackingRows(WriteScope& scope, Sealer& personal, bool notices_wanted)
      : db_(scope.connection), rows_(scope, personal, notices_wanted) {}

  /// False, and nothing is written, if the letter's status is no longer `from`.
  Result<bool> write(const tracking::TrackingUpdate& update, Instant now);
  void write(const tracking::QuietAnswer& quiet);
  Result<void> write(std::span<const tracking::AlarmChange> alarms, Instant now);
  /// Its members may be asked anew.
  void close_ticket(const std::string& ticket);
  void postpone(const tracking::PostponedTicket& ticket);

 private:
  struct Row {
    AccountId account;
    bool is_test = false;
    std::optional<std::string> storage_until;
  };
  std::optional<Row> row_of(const tracking::TrackingUpdate& update);
  void write_events(std::int64_t letter_no, const std::vector<tracking::TrackingEvent>& events);
  void write_letter(const tracking::TrackingUpdate& update, Instant now);
  void write_poll(const tracking::TrackingUpdate& update);
  Result<void> void_code(const tracking::TrackingUpdate& update, const AccountId& account, Instant now);

  Connection& db_;
  OrderRows rows_;
};

}  // namespace postproof::store
