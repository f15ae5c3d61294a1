#pragma once

#include "core/entropy.hpp"
#include "orders/transaction.hpp"

namespace postproof::orders {

/// Places one order: level, 30-day rule and limit checked, track number allotted, letter stored as `ordered`, portal
/// told; all in the given transaction. Refusals are those of may_order, then track_numbers_exhausted; after a refusal
/// nothing was written.
Result<Letter> place_order(Transaction& transaction, const Order& order, const Rules& rules, Instant now,
                           Entropy& entropy, const std::string& by);

/// One line of an import file, placed as an order once and for ever.
struct ImportedOrder {
  RequestId request_id;
  Order order;
  Bytes content_hash;  ///< keyed hash of the normalised order, to tell a repetition from another order
};
enum class ImportOutcome : std::uint8_t { placed, already };

/// Places an imported order, or finds that it was placed before with the same content. request_id_reused if the name
/// was used for other content; refusals of place_order otherwise, and then the name is not remembered.
Result<ImportOutcome> place_imported(Transaction& transaction, const ImportedOrder& imported, const Rules& rules,
                                     Instant now, Entropy& entropy, const std::string& by);

}  // namespace postproof::orders
