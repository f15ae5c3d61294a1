#include "app/backend.hpp"

#include "app/shapes.hpp"
#include "app/sweep.hpp"
#include "orders/place_order.hpp"
#include "tracking/track_number.hpp"

namespace postproof::app {

namespace {

/// One confirmation under way: what both transactions need, kept alive until the answer is given.
struct Confirming {
  AccountId account;
  Secret canonical;
  Instant now{};
  orders::Attempt attempt;
  orders::ConfirmOutcome outcome;
  api::Done<orders::Confirmation> done;
};

void settle(House& house, const std::shared_ptr<Confirming>& under_way) {
  house.database().submit(
      under_way->now,
      [&house, under_way](orders::Transaction& transaction) -> Result<void> {
        PP_TRY(under_way->outcome, orders::settle_attempt(transaction, under_way->attempt, under_way->canonical,
                                                          house.checker(), house.rules(), under_way->now));
        return success();
      },
      [under_way](Result<void> durable) {
        if (!durable) return under_way->done(durable.error());
        if (under_way->outcome.confirmed) return under_way->done(*under_way->outcome.confirmed);
        under_way->done(under_way->outcome.refusal);
      });
}

}  // namespace

Result<api::Identity> HouseBackend::authenticate(const Secret& token) {
  PP_TRY(const Digest digest, house_.token_digest(token));
  PP_TRY(const auto row, house_.database().desk().token_of(digest));
  if (!row || row->revoked_at) return fail(ErrorKind::unauthenticated, "the token is unknown or revoked");
  const auto role = api::role_of(row->role);
  if (!role) return fail(ErrorKind::data_corrupt, "the token has an unknown role");
  return api::Identity{row->name, *role};
}

void HouseBackend::place_letter(orders::Order order, std::string by, api::Done<orders::LetterView> done) {
  const Instant now = house_.now();
  auto placed = std::make_shared<orders::Letter>();
  house_.database().submit(
      now,
      [&house = house_, placed, now, order = std::move(order),
       by = std::move(by)](orders::Transaction& transaction) -> Result<void> {
        PP_TRY(*placed, orders::place_order(transaction, order, house.rules(), now, house.entropy(), by));
        return success();
      },
      [&house = house_, placed, now, done = std::move(done)](Result<void> durable) {
        if (!durable) return done(durable.error());
        done(orders::view_of(*placed, house.rules(), house.calendar(), now));
      });
}

void HouseBackend::letter(LetterId id, api::Done<orders::LetterView> done) {
  const auto found = house_.database().desk().letter(id);
  if (!found) return done(found.error());
  if (!found.value()) return done(fail(ErrorKind::letter_not_found, "there is no letter of this id"));
  done(orders::view_of(*found.value(), house_.rules(), house_.calendar(), house_.now()));
}

void HouseBackend::confirm(AccountId account, Secret typed, api::Done<orders::Confirmation> done) {
  auto canonical = house_.checker().canonical(typed.expose_text());
  if (!canonical) return done(canonical.error());
  auto under_way = std::make_shared<Confirming>();
  under_way->account = std::move(account);
  under_way->canonical = std::move(canonical.value());
  under_way->now = house_.now();
  under_way->done = std::move(done);
  house_.database().submit(
      under_way->now,
      [&house = house_, under_way](orders::Transaction& transaction) -> Result<void> {
        PP_TRY(under_way->attempt,
               orders::reserve_attempt(transaction, under_way->account, house.rules(), under_way->now));
        return success();
      },
      [&house = house_, under_way](Result<void> durable) {
        if (!durable) return under_way->done(durable.error());
        settle(house, under_way);
      });
}

void HouseBackend::tracking(std::string track_number, bool english, api::Done<api::TrackingView> done) {
  const auto number = tracking::validate_track_number(track_number);
  if (!number) return done(number.error());
  const auto way = house_.database().desk().way(number.value());
  if (!way) return done(way.error());
  if (!way.value()) return done(fail(ErrorKind::track_number_not_found, "this number is none of ours"));
  done(tracking_view(*way.value(), poll_settings(house_.config()).rules, house_.now(), house_.zone(), english));
}

}  // namespace postproof::app
