#include "orders/place_order.hpp"

#include "orders/reorder_rule.hpp"

namespace postproof::orders {

Result<Letter> place_order(Transaction& transaction, const Order& order, const Rules& rules, Instant now,
                           Entropy& entropy, const std::string& by) {
  PP_TRY(const AccountFacts account, transaction.account_facts(order.account_id));
  PP_TRYV(may_order(order.account_level, account, rules, now));
  PP_TRY(TrackNumber track_number, transaction.allot_track_number());
  const NewLetter fresh{make_letter_id(now, entropy), order, std::move(track_number), now};
  PP_TRYV(transaction.insert_letter(fresh, Change{now, by, ""}));
  PP_TRYV(transaction.notify(Notice{
      NoticeType::letter_ordered, now, fresh.id, order.account_id, {{"track_number", fresh.track_number.str()}}}));
  Letter letter;
  letter.id = fresh.id;
  letter.account_id = order.account_id;
  letter.language = order.language;
  letter.track_number = fresh.track_number;
  letter.ordered_at = now;
  return letter;
}

Result<ImportOutcome> place_imported(Transaction& transaction, const ImportedOrder& imported, const Rules& rules,
                                     Instant now, Entropy& entropy, const std::string& by) {
  PP_TRY(const std::optional<Bytes> known, transaction.imported_hash(imported.request_id));
  if (known) {
    if (*known == imported.content_hash) return ImportOutcome::already;
    return fail(ErrorKind::request_id_reused, "this request_id was used for another order before");
  }
  PP_TRY(const Letter letter, place_order(transaction, imported.order, rules, now, entropy, by));
  PP_TRYV(transaction.remember_import(imported.request_id, letter.id, imported.content_hash));
  return ImportOutcome::placed;
}

}  // namespace postproof::orders
