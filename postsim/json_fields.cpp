#include "postsim/json_fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "core/strict_json.hpp"
#include "postsim/digest.hpp"

namespace postproof::postsim {

namespace json = boost::json;

Error JsonFields::wrong(std::string_view field, std::string_view what) const {
  return fail(ErrorKind::file_invalid, fmt::format("{}: {}: {}", where_, field, what));
}

Result<std::string> JsonFields::text(std::string_view field) const {
  const json::value* value = object_.if_contains(field);
  if (value == nullptr || !value->is_string()) return wrong(field, "a text is required");
  return std::string(value->get_string());
}

Result<std::int64_t> JsonFields::count(std::string_view field, std::int64_t most) const {
  const json::value* value = object_.if_contains(field);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0 || value->get_int64() > most) {
    return wrong(field, fmt::format("a whole number from 0 to {} is required", most));
  }
  return value->get_int64();
}

Result<Instant> JsonFields::instant(std::string_view field) const {
  PP_TRY(const std::string written, text(field));
  const auto read = parse_instant(written);
  if (!read) return wrong(field, "an instant as in RFC 3339 is required");
  return *read;
}

Result<const json::array*> JsonFields::list(std::string_view field) const {
  const json::value* value = object_.if_contains(field);
  if (value == nullptr || !value->is_array()) return wrong(field, "a list is required");
  return &value->get_array();
}

Result<std::string> JsonFields::sha256(std::string_view field, bool may_be_null) const {
  const json::value* value = object_.if_contains(field);
  if (may_be_null && value != nullptr && value->is_null()) return std::string();
  PP_TRY(std::string written, text(field));
  if (!is_sha256_hex(written)) return wrong(field, "64 lower-case hexadecimal digits are required");
  return written;
}

Result<json::object> parse_object(std::string_view text, std::string_view where, std::size_t most_bytes) {
  JsonLimits limits;
  limits.most_bytes = most_bytes;
  auto value = parse_strict_json(text, limits);
  if (!value) return fail(ErrorKind::file_invalid, fmt::format("{}: {}", where, value.error().detail));
  if (!value.value().is_object()) return fail(ErrorKind::file_invalid, fmt::format("{}: no JSON object", where));
  return std::move(value.value().get_object());
}

}  // namespace postproof::postsim
