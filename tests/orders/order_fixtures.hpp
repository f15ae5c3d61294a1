#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orders/address.hpp"

namespace postproof::orders {

/// A form that is accepted, every field filled.
inline OrderForm good_form() {
  OrderForm form;
  form.account_id = "acc-000123";
  form.account_level = "standard";
  form.last_name = "Смирнова";
  form.first_name = "Анна";
  form.middle_name = "Сергеевна";
  form.country = "RU";
  form.index = "101000";
  form.region = "Москва";
  form.district = "Тверской район";
  form.city = "Москва";
  form.street = "Мясницкая улица";
  form.house = "26";
  form.building = "1";
  form.apartment = "7";
  form.language = "ru";
  return form;
}

using FormField = std::optional<std::string> OrderForm::*;

/// The fields of the form as the JSON body names them, in its order.
inline const std::vector<std::pair<std::string, FormField>>& form_fields() {
  static const std::vector<std::pair<std::string, FormField>> fields{
      {"account_id", &OrderForm::account_id},
      {"account_level", &OrderForm::account_level},
      {"recipient.last_name", &OrderForm::last_name},
      {"recipient.first_name", &OrderForm::first_name},
      {"recipient.middle_name", &OrderForm::middle_name},
      {"address.country", &OrderForm::country},
      {"address.index", &OrderForm::index},
      {"address.region", &OrderForm::region},
      {"address.district", &OrderForm::district},
      {"address.city", &OrderForm::city},
      {"address.street", &OrderForm::street},
      {"address.house", &OrderForm::house},
      {"address.building", &OrderForm::building},
      {"address.apartment", &OrderForm::apartment},
      {"language", &OrderForm::language},
  };
  return fields;
}

inline FormField form_field(std::string_view name) {
  for (const auto& [known, member] : form_fields()) {
    if (known == name) return member;
  }
  return nullptr;
}

/// Knows every index but 999999, and prints everything but the letters Ђ (no glyph) and texts of over 100 bytes in
/// the street (does not fit).
class FakeChecks final : public AddressChecks {
 public:
  bool index_is_known(const PostalIndex& index) const override { return index.str() != "999999"; }
  std::vector<FieldError> unprintable(const Recipient& recipient, const Address& address) const override {
    std::vector<FieldError> errors;
    if (address.street.reveal().size() > 100) errors.push_back({"address.street", "does_not_fit", "too wide"});
    if (recipient.last_name.reveal().find("Ђ") != std::string::npos) {
      errors.push_back({"recipient.last_name", "glyph_missing", "no glyph"});
    }
    return errors;
  }
};

/// The refusal's fields and codes as one text: "field code, field code"; "" if the form is accepted.
inline std::string faults(const OrderForm& form, FieldNaming naming = FieldNaming::json_path,
                          std::vector<FieldError> earlier = {}) {
  const auto order = check_order(form, FakeChecks{}, naming, std::move(earlier));
  if (order) return "";
  std::string text;
  for (const FieldError& error : order.error().fields) {
    text += (text.empty() ? "" : ", ") + error.field + " " + error.code;
  }
  return text.empty() ? "no field named" : text;
}

inline std::string faults_with(std::string_view field, std::optional<std::string> value) {
  OrderForm form = good_form();
  form.*form_field(field) = std::move(value);
  return faults(form);
}

inline std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace postproof::orders
