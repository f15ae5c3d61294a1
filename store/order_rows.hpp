#pragma once

#include "core/sealer.hpp"
#include "orders/transaction.hpp"
#include "store/writer.hpp"

namespace postproof::store {

/// orders::Transaction over the open transaction of a WriteScope. Lives as long as one piece of work.
class OrderRows final : public orders::Transaction {
 public:
  OrderRows(WriteScope& scope, Sealer& sealer, bool notices_wanted)
      : db_(scope.connection),
        audit_(scope.audit),
        sealer_(sealer),
        zone_(scope.zone),
        notices_wanted_(notices_wanted) {}

  Result<orders::AccountFacts> account_facts(const AccountId& account) override;
  Result<std::optional<orders::Letter>> letter(const LetterId& id) override;
  Result<std::optional<orders::Letter>> newest_letter(const AccountId& account) override;
  Result<std::vector<orders::StoredCode>> codes(const AccountId& account) override;
  Result<std::optional<orders::LiveCode>> live_code(const AccountId& account) override;
  Result<std::vector<Instant>> attempts_since(const AccountId& account, Instant since) override;

  Result<TrackNumber> allot_track_number() override;
  Result<bool> has_track_numbers() override;
  Result<void> insert_letter(const orders::NewLetter& letter, const orders::Change& change) override;
  Result<std::optional<Bytes>> imported_hash(const RequestId& request) override;
  Result<void> remember_import(const RequestId& request, const LetterId& letter, ByteView content_hash) override;

  Result<bool> change_letter(const LetterId& id, orders::LetterStatus from, orders::LetterEvent event,
                             const orders::Change& change) override;
  Result<bool> change_code(const LetterId& id, orders::CodeStatus from, orders::CodeEvent event,
                           const orders::Change& change) override;

  Result<orders::Attempt> reserve_attempt(const AccountId& account, std::optional<LetterId> against,
                                          Instant at) override;
  Result<void> take_back(const orders::Attempt& attempt) override;
  Result<void> mark_failed(const orders::Attempt& attempt) override;
  Result<void> clear_window(const AccountId& account) override;
  Result<bool> confirm_account(const AccountId& account, std::optional<LetterId> letter,
                               const orders::Change& change) override;

  Result<void> notify(const orders::Notice& notice) override;
  Result<void> raise_alarm(std::string_view kind, std::string_view object, std::string_view what_to_do,
                           Instant at) override;
  Result<void> audit(std::string_view action, std::string_view object, std::string_view data,
                     const orders::Change& change) override;

  /// A live code whose instant is over has been shown as expired and stays so: writes that down, for whoever is about
  /// to revoke or replace it. True if it did; the code is then no longer theirs to change.
  Result<bool> expire_if_over(const LetterId& id, const AccountId& account, Instant now);

  /// Writes a change of the axis "letter" or "code" to the letter's history and to the audit log.
  void record_change(const LetterId& id, std::string_view axis, std::string_view from, std::string_view to,
                     const orders::Change& change);

 private:
  Connection& db_;
  AuditLog& audit_;
  Sealer& sealer_;
  ZoneOffset zone_;
  bool notices_wanted_;
};

}  // namespace postproof::store
