#pragma once

#include "core/sealer.hpp"
#include "orders/address.hpp"

namespace postproof::store {

/// A person's name and address as kept in the database: one sealed box, bound to its letter.
struct RecipientBox {
  orders::Recipient recipient;
  orders::Address address;
};

Bytes seal_recipient(Sealer& sealer, const LetterId& letter, const orders::Recipient& recipient,
                     const orders::Address& address);

/// data_corrupt if the box is not this letter's or was changed.
Result<RecipientBox> open_recipient(const Sealer& sealer, const LetterId& letter, ByteView box);

}  // namespace postproof::store
