#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "api/confirmation_body.hpp"
#include "api/json_fields.hpp"
#include "api/order_body.hpp"
#include "tests/api/served.hpp"

using namespace postproof;
using namespace postproof::api;

namespace {

/// "field:code" of all field errors, joined by blanks.
template <class T>
std::string faults_of(const Result<T>& result) {
  if (result) return "good";
  if (result.error().kind != ErrorKind::validation_failed) return std::string(code_of(result.error().kind));
  std::string faults;
  for (const FieldError& field : result.error().fields) {
    faults += (faults.empty() ? "" : " ") + field.field + ":" + field.code;
  }
  return faults;
}

std::string order_faults(boost::json::value document) { return faults_of(read_order_body(document, AnyAddress{})); }

boost::json::object order_object() { return boost::json::parse(good_order).as_object(); }

}  // namespace

TEST_CASE("the contract's example of an order is read") {
  const auto order = read_order_body(boost::json::parse(good_order), AnyAddress{});
  REQUIRE(order);
  CHECK(order.value().account_id.str() == "acc-000123");
  CHECK(order.value().recipient.first_name.reveal() == "Анна");
  CHECK(order.value().address.district.empty());
  CHECK(order.value().address.apartment.reveal() == "7");
  CHECK(order.value().language == orders::Language::ru);
}

TEST_CASE("an order that is no object has one fault, the document itself") {
  for (const char* text : {"null", "[]", "\"x\"", "1", "true", "[{}]"}) {
    INFO(text);
    CHECK(order_faults(boost::json::parse(text)) == ":wrong_type");
  }
}

TEST_CASE("an empty order lacks every required field, in the contract's order") {
  CHECK(order_faults(boost::json::object{}) ==
        "account_id:required account_level:required recipient.last_name:required recipient.first_name:required "
        "address.country:required address.index:required address.city:required address.house:required");
}

TEST_CASE("unknown fields are named with their path") {
  auto order = order_object();
  order["status"] = "confirmed";
  order["recipient"].as_object()["nickname"] = nullptr;
  order["address"].as_object()["zip"] = 1;
  CHECK(order_faults(order) == "status:unknown_field recipient.nickname:unknown_field address.zip:unknown_field");
}

TEST_CASE("a wrong type is told once and its parts are not missed") {
  auto order = order_object();
  order["account_id"] = 5;
  order["recipient"] = "Анна";
  order["address"].as_object()["index"] = 101000;
  order["language"] = boost::json::array{};
  CHECK(order_faults(order) ==
        "account_id:wrong_type recipient:wrong_type address.index:wrong_type language:wrong_type");
}

TEST_CASE("null, absent and empty are the same") {
  for (const boost::json::value& nothing : {boost::json::value(nullptr), boost::json::value("")}) {
    auto order = order_object();
    order["language"] = nothing;
    order["recipient"].as_object()["middle_name"] = nothing;
    order["address"].as_object()["street"] = nothing;
    CHECK(order_faults(order) == "good");
    order["account_id"] = nothing;
    order["address"].as_object()["city"] = nothing;
    CHECK(order_faults(order) == "account_id:required address.city:required");
  }
  auto order = order_object();
  order["recipient"] = nullptr;
  CHECK(order_faults(order) == "recipient.last_name:required recipient.first_name:required");
}

TEST_CASE("errors found outside the body come first") {
  auto order = order_object();
  order["x"] = 1;
  const auto result = read_order_body(order, AnyAddress{}, {{"limit", "unknown_field", ""}});
  CHECK(faults_of(result) == "limit:unknown_field x:unknown_field");
}

TEST_CASE("thousands of unknown fields are told up to a bound, long names shortened between characters") {
  boost::json::object order = order_object();
  for (int i = 0; i < 5000; ++i) order["f" + std::to_string(i)] = 0;
  const auto many = read_order_body(order, AnyAddress{});
  REQUIRE_FALSE(many);
  CHECK(many.error().fields.size() == most_field_errors);

  boost::json::object odd = order_object();
  std::string name = "x";
  for (int i = 0; i < 100; ++i) name += "Ж";
  odd[name] = 1;
  const auto result = read_order_body(odd, AnyAddress{});
  REQUIRE_FALSE(result);
  CHECK(result.error().fields.front().field == name.substr(0, 63) + "...");
}

TEST_CASE("confirmations: each fault and what it is called") {
  struct Row {
    const char* body;
    const char* faults;
  };
  const Row table[] = {
      {R"({"account_id":"acc-1","code":"1234"})", "good"},
      {R"({"account_id":"acc-1","code":""})", "good"},
      {R"({"account_id":"acc-1"})", "code:required"},
      {R"({"account_id":"acc-1","code":null})", "code:required"},
      {R"({"account_id":"acc-1","code":123456789012})", "code:wrong_type"},
      {R"({"account_id":"acc-1","code":["1"]})", "code:wrong_type"},
      {R"({"code":"1"})", "account_id:required"},
      {R"({"account_id":null,"code":"1"})", "account_id:required"},
      {R"({"account_id":"","code":"1"})", "account_id:required"},
      {R"({"account_id":7,"code":"1"})", "account_id:wrong_type"},
      {R"({"account_id":" acc","code":"1"})", "account_id:bad_characters"},
      {R"({"account_id":"-a","code":"1"})", "account_id:bad_characters"},
      {R"({"account_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","code":"1"})", "good"},
      {R"({"account_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","code":"1"})",
       "account_id:too_long"},
      {R"({"account_id":"a","code":"1","status":"confirmed"})", "status:unknown_field"},
      {R"({})", "account_id:required code:required"},
      {R"([])", ":wrong_type"},
      {R"(null)", ":wrong_type"},
  };
  for (const Row& row : table) {
    INFO(row.body);
    boost::json::value document = boost::json::parse(row.body);
    CHECK(faults_of(read_confirmation_body(document)) == row.faults);
  }
}

TEST_CASE("a code of any length up to the bound is passed on; a longer one is malformed") {
  boost::json::value longest = {{"account_id", "a"}, {"code", std::string(longest_typed_code, '1')}};
  CHECK(faults_of(read_confirmation_body(longest)) == "good");
  boost::json::value too_long = {{"account_id", "a"}, {"code", std::string(longest_typed_code + 1, '1')}};
  CHECK(faults_of(read_confirmation_body(too_long)) == "code_malformed");
}

TEST_CASE("the typed code leaves the document, also when the rest is refused") {
  boost::json::value good = {{"account_id", "a"}, {"code", "123456789012"}};
  const auto body = read_confirmation_body(good);
  REQUIRE(body);
  CHECK(body.value().typed.expose_text() == "123456789012");
  CHECK(boost::json::serialize(good).find("12345") == std::string::npos);

  boost::json::value bad = {{"account_id", "?"}, {"code", "123456789012"}};
  CHECK_FALSE(read_confirmation_body(bad));
  CHECK(boost::json::serialize(bad).find("12345") == std::string::npos);
}
