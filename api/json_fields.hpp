#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/error.hpp"

namespace postproof::api {

/// Field errors told in one answer at most; what is found after them is not told.
inline constexpr std::size_t most_field_errors = 100;

/// Adds one field error unless there are most_field_errors already.
void add_field_error(std::vector<FieldError>& errors, std::string field, std::string_view code, std::string message);

/// Reads the members of one JSON object strictly and collects what is wrong with them: members that are not known
/// (unknown_field, named with their path; names are shortened to 64 bytes) and values of another type (wrong_type).
/// null counts as absent. The object is borrowed.
class JsonFields {
 public:
  /// `prefix` is the path of the object, "" for the document, else like "recipient.". Unknown members are reported
  /// here, in the order of the document.
  JsonFields(const boost::json::object& object, std::string prefix, std::initializer_list<std::string_view> known,
             std::vector<FieldError>& errors);

  /// A text, or nothing if it is absent, null or (told) of another type.
  std::optional<std::string> text(std::string_view name) const;
  /// An object, or nullptr if it is absent, null or (told) of another type.
  const boost::json::object* object(std::string_view name) const;

 private:
  const boost::json::value* find(std::string_view name) const;
  void wrong_type(std::string_view name, std::string_view wanted) const;

  const boost::json::object& object_;
  std::string prefix_;
  std::vector<FieldError>& errors_;
};

/// The error for a body that is JSON but no object: field "", wrong_type.
FieldError not_an_object();

}  // namespace postproof::api
