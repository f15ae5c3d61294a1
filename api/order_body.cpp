#include "api/order_body.hpp"

#include "api/json_fields.hpp"

namespace postproof::api {

namespace {

namespace json = boost::json;

void read_recipient(const json::object& recipient, orders::OrderForm& form, std::vector<FieldError>& errors) {
  const JsonFields fields(recipient, "recipient.", {"last_name", "first_name", "middle_name"}, errors);
  form.last_name = fields.text("last_name");
  form.first_name = fields.text("first_name");
  form.middle_name = fields.text("middle_name");
}

void read_address(const json::object& address, orders::OrderForm& form, std::vector<FieldError>& errors) {
  const JsonFields fields(
      address, "address.",
      {"country", "index", "region", "district", "city", "street", "house", "building", "apartment"}, errors);
  form.country = fields.text("country");
  form.index = fields.text("index");
  form.region = fields.text("region");
  form.district = fields.text("district");
  form.city = fields.text("city");
  form.street = fields.text("street");
  form.house = fields.text("house");
  form.building = fields.text("building");
  form.apartment = fields.text("apartment");
}

orders::OrderForm read_form(const json::object& order, std::vector<FieldError>& errors) {
  orders::OrderForm form;
  const JsonFields fields(order, "", {"account_id", "account_level", "recipient", "address", "language"}, errors);
  form.account_id = fields.text("account_id");
  form.account_level = fields.text("account_level");
  if (const json::object* recipient = fields.object("recipient")) read_recipient(*recipient, form, errors);
  if (const json::object* address = fields.object("address")) read_address(*address, form, errors);
  form.language = fields.text("language");
  return form;
}

}  // namespace

Result<orders::Order> read_order_body(const json::value& document, const orders::AddressChecks& checks,
                                      std::vector<FieldError> earlier) {
  const json::object* order = document.if_object();
  if (order == nullptr) {
    earlier.push_back(not_an_object());
    return Error{ErrorKind::validation_failed, "the body is no order", std::move(earlier), {}};
  }
  const orders::OrderForm form = read_form(*order, earlier);
  return orders::check_order(form, checks, orders::FieldNaming::json_path, std::move(earlier));
}

}  // namespace postproof::api
