#include "api/confirmation_body.hpp"

#include <optional>

#include "api/json_fields.hpp"

namespace postproof::api {

namespace {

namespace json = boost::json;

/// Takes the code out of the document; what stays there are zeros.
std::optional<Secret> take_code(json::object& body, std::vector<FieldError>& errors) {
  json::value* code = body.if_contains("code");
  if (code == nullptr || code->is_null()) {
    add_field_error(errors, "code", "required", "this field is required");
    return std::nullopt;
  }
  json::string* text = code->if_string();
  if (text == nullptr) {
    add_field_error(errors, "code", "wrong_type", "this field must be a string");
    return std::nullopt;
  }
  Secret taken{std::string_view(*text)};
  wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
  return taken;
}

AccountId read_account(const JsonFields& fields, std::vector<FieldError>& errors) {
  const std::size_t before = errors.size();
  const auto id = fields.text("account_id");
  if (errors.size() > before) return {};
  if (!id || id->empty()) {
    add_field_error(errors, "account_id", "required", "this field is required");
  } else if (id->size() > 64) {
    add_field_error(errors, "account_id", "too_long", "an account id has at most 64 characters");
  } else if (!is_account_id(*id)) {
    add_field_error(errors, "account_id", "bad_characters", "the text holds a character that is not allowed here");
  }
  return AccountId{id.value_or("")};
}

}  // namespace

Result<ConfirmationBody> read_confirmation_body(json::value& document, std::vector<FieldError> earlier) {
  json::object* body = document.if_object();
  if (body == nullptr) {
    earlier.push_back(not_an_object());
    return Error{ErrorKind::validation_failed, "the body is no confirmation", std::move(earlier), {}};
  }
  const JsonFields fields(*body, "", {"account_id", "code"}, earlier);
  AccountId account = read_account(fields, earlier);
  std::optional<Secret> typed = take_code(*body, earlier);
  if (!earlier.empty()) {
    return Error{
        ErrorKind::validation_failed, "the confirmation has fields that cannot be accepted", std::move(earlier), {}};
  }
  if (typed->size() > longest_typed_code) return fail(ErrorKind::code_malformed, "this is no code");
  return ConfirmationBody{std::move(account), std::move(*typed)};
}

}  // namespace postproof::api
