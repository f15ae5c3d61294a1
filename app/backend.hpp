#pragma once

#include "api/backend.hpp"
#include "app/house.hpp"

namespace postproof::app {

/// api::Backend over a house. Any thread. Work that was begun may end after the backend is gone, while the house closes
/// its database; it holds on to the house alone.
class HouseBackend final : public api::Backend {
 public:
  /// order_checks() and the typesetter of the house must have been asked for before.
  HouseBackend(House& house, const orders::AddressChecks& checks) : house_(house), checks_(checks) {}

  Result<api::Identity> authenticate(const Secret& token) override;
  const orders::AddressChecks& address_checks() const override { return checks_; }
  ZoneOffset zone() const override { return house_.zone(); }
  Instant now() const override { return house_.now(); }
  void place_letter(orders::Order order, std::string by, api::Done<orders::LetterView> done) override;
  void letter(LetterId id, api::Done<orders::LetterView> done) override;
  void confirm(AccountId account, Secret typed, api::Done<orders::Confirmation> done) override;
  void tracking(std::string track_number, bool english, api::Done<api::TrackingView> done) override;

 private:
  House& house_;
  const orders::AddressChecks& checks_;
};

}  // namespace postproof::app
