#include "api/json_fields.hpp"

#include <algorithm>
#include <utility>

namespace postproof::api {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_shown_name = 64;

/// Cut between code points; `name` is valid UTF-8.
std::string shortened(std::string_view name) {
  if (name.size() <= longest_shown_name) return std::string(name);
  std::size_t end = longest_shown_name;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  return std::string(name.substr(0, end)) + "...";
}

}  // namespace

void add_field_error(std::vector<FieldError>& errors, std::string field, std::string_view code, std::string message) {
  if (errors.size() >= most_field_errors) return;
  errors.push_back(FieldError{std::move(field), std::string(code), std::move(message)});
}

JsonFields::JsonFields(const json::object& object, std::string prefix, std::initializer_list<std::string_view> known,
                       std::vector<FieldError>& errors)
    : object_(object), prefix_(std::move(prefix)), errors_(errors) {
  for (const auto& member : object_) {
    const std::string_view name = member.key();
    if (std::ranges::find(known, name) != known.end()) continue;
    add_field_error(errors_, prefix_ + shortened(name), "unknown_field", "there is no such field");
  }
}

const json::value* JsonFields::find(std::string_view name) const {
  const json::value* value = object_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void JsonFields::wrong_type(std::string_view name, std::string_view wanted) const {
  add_field_error(errors_, prefix_ + std::string(name), "wrong_type", "this field must be " + std::string(wanted));
}

std::optional<std::string> JsonFields::text(std::string_view name) const {
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  const json::string* text = value->if_string();
  if (text == nullptr) {
    wrong_type(name, "a string");
    return std::nullopt;
  }
  return std::string(*text);
}

const json::object* JsonFields::object(std::string_view name) const {
  const json::value* value = find(name);
  if (value == nullptr) return nullptr;
  const json::object* object = value->if_object();
  if (object == nullptr) wrong_type(name, "an object");
  return object;
}

FieldError not_an_object() { return {"", "wrong_type", "the body must be a JSON object"}; }

}  // namespace postproof::api
