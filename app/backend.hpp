#pragma once

#include "api/backend.hpp"
#include "app/desk_thread.hpp"
#include "app/house.hpp"
#include "app/metrics.hpp"
#include "app/token_cache.hpp"
#include "codegen/sha256.hpp"

namespace postproof::app {

/// api::Backend over a house. Any thread. Work that was begun may end after the backend is gone, while the house closes
/// its database; it holds on to the house alone.
class HouseBackend final : public api::Backend {
 public:
  /// order_checks() and the typesetter of the house must have been asked for before. `requests` are shown by metrics().
  HouseBackend(House& house, const orders::AddressChecks& checks, const RequestFigures& requests)
      : house_(house), checks_(checks), metrics_(house, requests) {}

  Result<api::Identity> authenticate(const Secret& token) override;
  const orders::AddressChecks& address_checks() const override { return checks_; }
  ZoneOffset zone() const override { return house_.zone(); }
  Instant now() const override { return house_.now(); }
  Digest digest_of(std::string_view body) const override { return codegen::sha256(bytes_of(body)); }
  Result<api::RepeatKey> repeat_key(std::string_view token_name, std::string_view path, std::string_view key,
                                    std::string_view body) override;

  void place_letter(orders::Order order, std::string by, std::optional<api::Keeping<orders::LetterView>> keeping,
                    api::Done<api::Said<orders::LetterView>> done) override;
  void letter(LetterId id, api::Done<orders::LetterView> done) override;
  void letters(api::LetterQuery query, api::Done<api::LetterPage> done) override;
  void cancel_letter(LetterId id, std::string by, std::optional<api::Keeping<orders::LetterView>> keeping,
                     api::Done<api::Said<orders::LetterView>> done) override;
  void history(LetterId id, api::Done<std::vector<api::HistoryEntry>> done) override;
  void proof(LetterId id, std::string by, api::Done<Bytes> done) override;

  void account(AccountId account, api::Done<api::AccountView> done) override;
  void void_account(AccountId account, orders::VoidReason reason, std::string by,
                    std::optional<api::Keeping<api::AccountView>> keeping,
                    api::Done<api::Said<api::AccountView>> done) override;
  void confirm(AccountId account, Secret typed, std::optional<api::Keeping<orders::Confirmation>> keeping,
               api::Done<api::Said<orders::Confirmation>> done) override;

  void tracking(std::string track_number, bool english, api::Done<api::TrackingView> done) override;
  void office(PostalIndex index, api::Done<orders::Office> done) override;
  void offices(std::string query, int limit, api::Done<std::vector<orders::Office>> done) override;

  void batches(api::PageAsk page, api::Done<boost::json::object> done) override;
  void batch(BatchId id, api::Done<boost::json::object> done) override;
  void batch_letters(BatchId id, api::PageAsk page, api::Done<api::LetterPage> done) override;
  void statistics(api::Done<boost::json::object> done) override;
  void audit(api::PageAsk page, api::Done<boost::json::object> done) override;

  void readiness(api::Done<api::Readiness> done) override;
  void metrics(api::Done<std::string> done) override;

 private:
  /// Answers with what `read` gives, on the desk's thread.
  template <class T, class Read>
  void at_desk(Read read, api::Done<T> done);

  Result<api::Identity> look_up(const Secret& token);

  House& house_;
  const orders::AddressChecks& checks_;
  TokenCache tokens_{[this](const Secret& token) { return look_up(token); }};
  Metrics metrics_;
  DeskThread desk_;
};

}  // namespace postproof::app
