#include <algorithm>
#include <array>

#include "orders/address.hpp"
#include "orders/order_text.hpp"

namespace postproof::orders {

namespace {

/// One text of the form: where it stands, what it may hold and where it goes.
struct TextField {
  std::string_view path;
  std::optional<std::string> OrderForm::*typed;
  TextClass text_class;
  bool required;
};

constexpr std::array recipient_texts{
    TextField{"recipient.last_name", &OrderForm::last_name, TextClass::name, true},
    TextField{"recipient.first_name", &OrderForm::first_name, TextClass::name, true},
    TextField{"recipient.middle_name", &OrderForm::middle_name, TextClass::name, false},
};
constexpr std::array address_texts{
    TextField{"address.region", &OrderForm::region, TextClass::address, false},
    TextField{"address.district", &OrderForm::district, TextClass::address, false},
    TextField{"address.city", &OrderForm::city, TextClass::address, true},
    TextField{"address.street", &OrderForm::street, TextClass::address, false},
    TextField{"address.house", &OrderForm::house, TextClass::address, true},
    TextField{"address.building", &OrderForm::building, TextClass::address, false},
    TextField{"address.apartment", &OrderForm::apartment, TextClass::address, false},
};

constexpr std::array<std::string_view, 15> body_order{
    "account_id",      "account_level", "recipient.last_name", "recipient.first_name", "recipient.middle_name",
    "address.country", "address.index", "address.region",      "address.district",     "address.city",
    "address.street",  "address.house", "address.building",    "address.apartment",    "language"};

std::string message_of(std::string_view code) {
  if (code == "required") return "this field is required";
  if (code == "too_long") return "the text is too long";
  if (code == "bad_characters") return "the text holds a character that is not allowed here";
  if (code == "bad_format") return "the value does not have the form it must have";
  if (code == "not_allowed") return "the value is none of those allowed";
  if (code == "unknown_index") return "there is no post office of this index";
  if (code == "not_supported") return "letters are sent to houses inside the country only";
  return "the value is not accepted";
}

/// Collects what is wrong, each field once.
class FormCheck {
 public:
  FormCheck(const OrderForm& form, FieldNaming naming, std::vector<FieldError> earlier)
      : form_(form), naming_(naming), errors_(std::move(earlier)), earlier_(errors_.size()) {}

  std::string named(std::string_view path) const {
    std::string name{path};
    if (naming_ == FieldNaming::csv_column) std::ranges::replace(name, '.', '_');
    return name;
  }

  bool is_bad(std::string_view path) const {
    const std::string name = named(path);
    const std::string_view parent = path.substr(0, path.find('.'));
    return std::ranges::any_of(errors_,
                               [&](const FieldError& error) { return error.field == name || error.field == parent; });
  }

  void report(std::string_view path, std::string_view code) {
    if (!is_bad(path)) errors_.push_back(FieldError{named(path), std::string(code), message_of(code)});
  }

  void report(FieldError error) {
    if (is_bad(error.field)) return;
    error.field = named(error.field);
    errors_.push_back(std::move(error));
  }

  /// The field's raw text, or nothing (and `required` told) where there is none.
  std::optional<std::string_view> present(std::string_view path, const std::optional<std::string>& typed,
                                          bool required) {
    if (typed && !typed->empty()) return std::string_view{*typed};
    if (required) report(path, "required");
    return std::nullopt;
  }

  Personal text(const TextField& field) {
    const auto typed = present(field.path, form_.*field.typed, field.required);
    if (!typed) return Personal{};
    std::optional<std::string> clean = normalised(*typed);
    if (!clean) {
      report(field.path, "bad_characters");
      return Personal{};
    }
    if (clean->empty()) {
      if (field.required) report(field.path, "required");
      return Personal{};
    }
    if (const auto fault = fault_of(*clean, field.text_class)) report(field.path, *fault);
    if (field.text_class == TextClass::address && names_no_house(*clean)) report(field.path, "not_supported");
    return is_bad(field.path) ? Personal{} : Personal{std::move(*clean)};
  }

  /// Puts what was found here into the order of the body; what the reader found stays first.
  void sort() {
    const auto place = [&](const FieldError& error) {
      return std::ranges::find_if(body_order, [&](std::string_view path) { return named(path) == error.field; });
    };
    std::ranges::stable_sort(errors_.begin() + static_cast<std::ptrdiff_t>(earlier_), errors_.end(), {}, place);
  }

  std::vector<FieldError>& errors() { return errors_; }

 private:
  const OrderForm& form_;
  FieldNaming naming_;
  std::vector<FieldError> errors_;
  std::size_t earlier_;
};

bool is_blank(std::string_view text) {
  const auto clean = normalised(text);
  return clean && clean->empty();
}

void check_account(FormCheck& check, const OrderForm& form, Order& order) {
  if (const auto id = check.present("account_id", form.account_id, true)) {
    if (is_blank(*id)) {
      check.report("account_id", "required");
    } else if (id->size() > 64) {
      check.report("account_id", "too_long");
    } else if (!is_account_id(*id)) {
      check.report("account_id", "bad_characters");
    }
    order.account_id = AccountId{std::string(*id)};
  }
  if (const auto typed = check.present("account_level", form.account_level, true)) {
    const auto level = account_level_of(*typed);
    if (!level) check.report("account_level", is_blank(*typed) ? "required" : "not_allowed");
    order.account_level = level.value_or(AccountLevel::standard);
  }
}

void check_index(FormCheck& check, const OrderForm& form, const AddressChecks& checks, Order& order) {
  const auto index = check.present("address.index", form.index, true);
  if (!index) return;
  const bool six_digits =
      index->size() == 6 && std::ranges::all_of(*index, [](char c) { return c >= '0' && c <= '9'; });
  if (is_blank(*index)) {
    check.report("address.index", "required");
  } else if (!six_digits || *index == "000000") {
    check.report("address.index", "bad_format");
  } else {
    order.address.index = PostalIndex{std::string(*index)};
    if (!checks.index_is_known(order.address.index)) check.report("address.index", "unknown_index");
  }
}

void check_country(FormCheck& check, const OrderForm& form) {
  const auto country = check.present("address.country", form.country, true);
  if (!country) return;
  if (is_blank(*country)) {
    check.report("address.country", "required");
  } else if (*country != "RU") {
    check.report("address.country", "not_supported");
  }
}

void check_texts(FormCheck& check, Order& order) {
  Recipient& to = order.recipient;
  const std::array<Personal*, 3> names{&to.last_name, &to.first_name, &to.middle_name};
  for (std::size_t i = 0; i < names.size(); ++i) *names[i] = check.text(recipient_texts[i]);
}

void check_address_texts(FormCheck& check, Order& order) {
  Address& at = order.address;
  const std::array<Personal*, 7> parts{&at.region, &at.district, &at.city,     &at.street,
                                       &at.house,  &at.building, &at.apartment};
  for (std::size_t i = 0; i < parts.size(); ++i) *parts[i] = check.text(address_texts[i]);
}

void check_language(FormCheck& check, const OrderForm& form, Order& order) {
  const auto typed = check.present("language", form.language, false);
  if (!typed) return;
  const auto language = language_of(*typed);
  if (!language) check.report("language", "not_allowed");
  order.language = language.value_or(Language::ru);
}

}  // namespace

Result<Order> check_order(const OrderForm& form, const AddressChecks& checks, FieldNaming naming,
                          std::vector<FieldError> earlier) {
  FormCheck check(form, naming, std::move(earlier));
  Order order;
  check_account(check, form, order);
  check_texts(check, order);
  check_country(check, form);
  check_index(check, form, checks, order);
  check_address_texts(check, order);
  check_language(check, form, order);
  for (FieldError& error : checks.unprintable(order.recipient, order.address)) check.report(std::move(error));
  if (check.errors().empty()) return order;
  check.sort();
  Error refusal = fail(ErrorKind::validation_failed, "the order has fields that cannot be accepted");
  refusal.fields = std::move(check.errors());
  return refusal;
}

}  // namespace postproof::orders
