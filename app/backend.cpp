#include "app/backend.hpp"

#include "app/confirm_call.hpp"
#include "app/desk_documents.hpp"
#include "app/kept_calls.hpp"
#include "app/letter_way.hpp"
#include "app/shapes.hpp"
#include "orders/account_standing.hpp"
#include "orders/cancel_letter.hpp"
#include "orders/place_order.hpp"
#include "tracking/track_number.hpp"

namespace postproof::app {

using orders::LetterView;
using orders::Transaction;

namespace {

LetterView view_in(const House& house, const orders::Letter& letter, Instant now) {
  return orders::view_of(letter, house.rules(), house.calendar(), now);
}

api::AccountView account_view(const House& house, const AccountId& account, const store::AccountRecord& record,
                              Instant now) {
  const orders::AccountStanding standing =
      orders::standing_of(record.facts, record.attempts, record.track_numbers_left, house.rules(), now);
  api::AccountView view{account,
                        standing.cannot_order_because,
                        standing.reorder_allowed_at,
                        standing.attempts_left,
                        record.facts.confirmed_at,
                        std::nullopt};
  if (record.newest_letter) view.letter = view_in(house, *record.newest_letter, now);
  return view;
}

Result<store::AccountRecord> record_in(Transaction& transaction, const AccountId& account, Instant since) {
  store::AccountRecord record;
  PP_TRY(record.facts, transaction.account_facts(account));
  PP_TRY(record.newest_letter, transaction.newest_letter(account));
  PP_TRY(record.attempts, transaction.attempts_since(account, since));
  PP_TRY(record.track_numbers_left, transaction.has_track_numbers());
  return record;
}

}  // namespace

Result<api::Identity> HouseBackend::authenticate(const Secret& token) {
  return tokens_.identity(token, std::chrono::steady_clock::now());
}

Result<api::Identity> HouseBackend::look_up(const Secret& token) {
  PP_TRY(const Digest digest, house_.token_digest(token));
  PP_TRY(const auto row, house_.database().desk().token_of(digest));
  if (!row || row->revoked_at) return fail(ErrorKind::unauthenticated, "the token is unknown or revoked");
  const auto role = api::role_of(row->role);
  if (!role) return fail(ErrorKind::data_corrupt, "the token has an unknown role");
  return api::Identity{row->name, *role};
}

Result<api::RepeatKey> HouseBackend::repeat_key(std::string_view token_name, std::string_view path,
                                                std::string_view key, std::string_view body) {
  api::RepeatKey repeat;
  PP_TRY(repeat.request, house_.request_mac(token_name, path, key));
  PP_TRY(repeat.body, house_.request_body_mac(body));
  return repeat;
}

void HouseBackend::place_letter(orders::Order order, std::string by, std::optional<api::Keeping<LetterView>> keeping,
                                api::Done<api::Said<LetterView>> done) {
  const Instant now = house_.now();
  run_kept<LetterView>(
      house_, now, std::move(keeping),
      [&house = house_, now, order = std::move(order),
       by = std::move(by)](Transaction& transaction) -> Result<LetterView> {
        PP_TRY(const orders::Letter placed,
               orders::place_order(transaction, order, house.rules(), now, house.entropy(), by));
        return view_in(house, placed, now);
      },
      std::move(done));
}

void HouseBackend::letter(LetterId id, api::Done<LetterView> done) {
  const auto found = house_.database().desk().letter(id);
  if (!found) return done(found.error());
  if (!found.value()) return done(fail(ErrorKind::letter_not_found, "there is no letter of this id"));
  done(view_in(house_, *found.value(), house_.now()));
}

void HouseBackend::cancel_letter(LetterId id, std::string by, std::optional<api::Keeping<LetterView>> keeping,
                                 api::Done<api::Said<LetterView>> done) {
  const Instant now = house_.now();
  run_kept<LetterView>(
      house_, now, std::move(keeping),
      [&house = house_, now, id = std::move(id), by = std::move(by)](Transaction& transaction) -> Result<LetterView> {
        PP_TRY(const orders::Letter cancelled, orders::cancel_letter(transaction, id, orders::Change{now, by, ""}));
        return view_in(house, cancelled, now);
      },
      std::move(done));
}

void HouseBackend::account(AccountId account, api::Done<api::AccountView> done) {
  const Instant now = house_.now();
  const auto record = house_.database().desk().account(account, now - house_.rules().account_window);
  if (!record) return done(record.error());
  done(account_view(house_, account, record.value(), now));
}

void HouseBackend::void_account(AccountId account, orders::VoidReason reason, std::string by,
                                std::optional<api::Keeping<api::AccountView>> keeping,
                                api::Done<api::Said<api::AccountView>> done) {
  const Instant now = house_.now();
  run_kept<api::AccountView>(
      house_, now, std::move(keeping),
      [&house = house_, now, account = std::move(account), reason,
       by = std::move(by)](Transaction& transaction) -> Result<api::AccountView> {
        PP_TRYV(orders::void_account(transaction, account, reason, orders::Change{now, by, ""}));
        PP_TRY(const store::AccountRecord record, record_in(transaction, account, now - house.rules().account_window));
        return account_view(house, account, record, now);
      },
      std::move(done));
}

void HouseBackend::confirm(AccountId account, Secret typed, std::optional<api::Keeping<orders::Confirmation>> keeping,
                           api::Done<api::Said<orders::Confirmation>> done) {
  start_confirmation(house_, std::move(account), typed, std::move(keeping), std::move(done));
}

void HouseBackend::tracking(std::string track_number, bool english, api::Done<api::TrackingView> done) {
  const auto number = tracking::validate_track_number(track_number);
  if (!number) return done(number.error());
  done(letter_way(house_, number.value(), english));
}

}  // namespace postproof::app
