#include "api/void_body.hpp"

#include "api/json_fields.hpp"

namespace postproof::api {

Result<orders::VoidReason> read_void_body(const boost::json::value& document, std::vector<FieldError> earlier) {
  std::optional<orders::VoidReason> reason;
  if (const boost::json::object* body = document.if_object()) {
    const JsonFields fields(*body, "", {"reason"}, earlier);
    const std::size_t before = earlier.size();
    const auto text = fields.text("reason");
    if (text) reason = orders::void_reason_of(*text);
    if (!reason && earlier.size() == before) {
      const bool missing = !text || text->empty();
      add_field_error(earlier, "reason", missing ? "required" : "not_allowed",
                      "the reason is confirmed_elsewhere, identity_data_changed, account_closed or citizen_request");
    }
  } else {
    earlier.push_back(not_an_object());
  }
  if (!earlier.empty()) {
    return Error{ErrorKind::validation_failed, "the body has fields that cannot be accepted", std::move(earlier), {}};
  }
  return *reason;
}

}  // namespace postproof::api
