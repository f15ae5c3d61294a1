#pragma once

#include "letters/typesetter.hpp"
#include "orders/address.hpp"

namespace postproof::app {

/// orders::AddressChecks over the typesetter: what a letter cannot print is refused when it is ordered. Without
/// reference data of post offices every index of six digits is taken. Any thread.
class PrintableChecks final : public orders::AddressChecks {
 public:
  explicit PrintableChecks(const letters::Typesetter& typesetter) : typesetter_(typesetter) {}

  bool index_is_known(const PostalIndex&) const override { return true; }
  std::vector<FieldError> unprintable(const orders::Recipient& recipient,
                                      const orders::Address& address) const override {
    return typesetter_.unprintable(recipient, address);
  }

 private:
  const letters::Typesetter& typesetter_;
};

}  // namespace postproof::app
