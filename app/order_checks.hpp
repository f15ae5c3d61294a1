#pragma once

#include "letters/typesetter.hpp"
#include "orders/address.hpp"
#include "store/office_rows.hpp"

namespace postproof::app {

/// orders::AddressChecks over the typesetter and the post's list of offices: what a letter cannot print, and an index
/// that the list lacks, is refused when it is ordered. Without a list every index of six digits is taken. Any thread.
class PrintableChecks final : public orders::AddressChecks {
 public:
  /// Borrows both; without `offices` no index is unknown.
  PrintableChecks(const letters::Typesetter& typesetter, store::OfficeRows* offices)
      : typesetter_(typesetter), offices_(offices) {}

  bool index_is_known(const PostalIndex& index) const override {
    return offices_ == nullptr || offices_->is_known(index);
  }
  std::vector<FieldError> unprintable(const orders::Recipient& recipient,
                                      const orders::Address& address) const override {
    return typesetter_.unprintable(recipient, address);
  }

 private:
  const letters::Typesetter& typesetter_;
  store::OfficeRows* offices_;
};

}  // namespace postproof::app
