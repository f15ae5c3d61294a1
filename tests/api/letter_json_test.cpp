#include "api/letter_json.hpp"

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "tests/api/fake_backend.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

constexpr ZoneOffset moscow{std::chrono::hours{3}};

}  // namespace

TEST_CASE("a fresh letter is shown as the contract shows it") {
  CHECK(boost::json::serialize(letter_json(letter_view(), moscow)) ==
        R"({"id":"ltr_0123456789abcdefghjkmnpqrs","account_id":"acc-000123","status":"ordered","language":"ru",)"
        R"("track_number":"10100026123459","ordered_at":"2026-11-23T10:00:00+03:00",)"
        R"("seals_at":"2026-11-23T18:00:00+03:00","cancellable_until":"2026-11-23T18:00:00+03:00",)"
        R"("reorder_allowed_at":"2026-12-23T10:00:00+03:00",)"
        R"("expected_delivery":{"from":"2026-11-30","to":"2026-12-14"},"batch_id":null,)"
        R"("code":{"status":"none","expires_at":null,"valid_through":null}})");
}

TEST_CASE("a sealed letter names its batch and how long its code works") {
  orders::LetterView view = letter_view();
  view.letter.status = orders::LetterStatus::dispatched;
  view.letter.batch_id = BatchId{"B20261123-01"};
  view.letter.expires_at = parse_instant("2027-01-23T01:00:00+03:00");
  view.letter.valid_through = parse_date("2027-01-22");
  view.code_status = orders::CodeStatus::voided;
  const auto shown = letter_json(view, moscow);
  CHECK(shown.at("status") == "dispatched");
  CHECK(shown.at("batch_id") == "B20261123-01");
  CHECK(boost::json::serialize(shown.at("code")) ==
        R"({"status":"void","expires_at":"2027-01-23T01:00:00+03:00","valid_through":"2027-01-22"})");
}

TEST_CASE("a confirmation is shown as the contract shows it") {
  const orders::Confirmation confirmation{AccountId{"a"}, LetterId{"ltr_x"}, instant_of(0)};
  CHECK(boost::json::serialize(confirmation_json(confirmation, moscow)) ==
        R"({"confirmed":true,"account_id":"a","letter_id":"ltr_x","confirmed_at":"1970-01-01T03:00:00+03:00",)"
        R"("method":"postal_code"})");
}

TEST_CASE("a letter without events has an empty list and null where nothing is known") {
  TrackingView view;
  view.track_number = TrackNumber{"10100026123459"};
  view.summary = "s";
  CHECK(boost::json::serialize(tracking_json(view, moscow)) ==
        R"({"track_number":"10100026123459","status":"ordered","summary":"s","events":[],"storage_until":null,)"
        R"("checked_at":null})");
}

TEST_CASE("events of the post keep their order and zone; what was not told is null") {
  TrackingView view;
  view.track_number = TrackNumber{"10100026123459"};
  view.status = orders::LetterStatus::at_office;
  view.events.push_back({instant_of(0), moscow, 1, 1, "Приём", "101000", "Москва"});
  view.events.push_back({instant_of(60), ZoneOffset{std::chrono::hours{7}}, 8, 2, "Прибыло", "", ""});
  view.storage_until = parse_date("2026-12-30");
  view.checked_at = instant_of(0);
  CHECK(boost::json::serialize(tracking_json(view, moscow)) ==
        R"({"track_number":"10100026123459","status":"at_office","summary":"","events":[)"
        R"({"at":"1970-01-01T03:00:00+03:00","type":1,"attribute":1,"name":"Приём","index":"101000","place":"Москва"},)"
        R"({"at":"1970-01-01T07:01:00+07:00","type":8,"attribute":2,"name":"Прибыло","index":null,"place":null}],)"
        R"("storage_until":"2026-12-30","checked_at":"1970-01-01T03:00:00+03:00"})");
}
