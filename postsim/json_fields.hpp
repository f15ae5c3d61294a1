#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "core/instant.hpp"
#include "core/result.hpp"

namespace postproof::postsim {

/// Reads the fields of one JSON object from outside. Every failure is file_invalid "<where>: <field>: <what is wrong>".
class JsonFields {
 public:
  /// Borrows the object; `where` names it in errors.
  JsonFields(const boost::json::object& object, std::string_view where) : object_(object), where_(where) {}

  Result<std::string> text(std::string_view field) const;
  /// A whole number from 0 to `most`.
  Result<std::int64_t> count(std::string_view field, std::int64_t most) const;
  /// RFC 3339 with offset.
  Result<Instant> instant(std::string_view field) const;
  Result<const boost::json::array*> list(std::string_view field) const;
  /// 64 lower-case hexadecimal digits; "" for null where `may_be_null`.
  Result<std::string> sha256(std::string_view field, bool may_be_null) const;
  Error wrong(std::string_view field, std::string_view what) const;

 private:
  const boost::json::object& object_;
  std::string_view where_;
};

/// The object of one JSON document: file_invalid with the parser's reason if it is none.
Result<boost::json::object> parse_object(std::string_view text, std::string_view where, std::size_t most_bytes);

}  // namespace postproof::postsim
