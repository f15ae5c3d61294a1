#include "api/problem.hpp"

#include <string>
#include <utility>

#include <boost/json/array.hpp>

namespace postproof::api {

namespace {

namespace json = boost::json;

struct Shape {
  int status;
  std::string_view title;
};

Shape shape_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed_request: return {400, "Malformed request"};
    case ErrorKind::not_found: return {404, "Not found"};
    case ErrorKind::method_not_allowed: return {405, "Method not allowed"};
    case ErrorKind::unauthenticated: return {401, "Not authenticated"};
    case ErrorKind::forbidden: return {403, "Not allowed for this role"};
    case ErrorKind::rate_limited: return {429, "Too many requests"};
    case ErrorKind::not_acceptable: return {406, "Not acceptable"};
    case ErrorKind::body_too_large: return {413, "Body too large"};
    case ErrorKind::uri_too_long: return {414, "Target too long"};
    case ErrorKind::headers_too_large: return {431, "Header fields too large"};
    case ErrorKind::request_timeout: return {408, "Request timeout"};
    case ErrorKind::unsupported_media_type: return {415, "Unsupported media type"};
    case ErrorKind::malformed_json: return {400, "Malformed JSON"};
    case ErrorKind::validation_failed: return {422, "Validation failed"};
    case ErrorKind::cursor_invalid: return {400, "Invalid cursor"};
    case ErrorKind::idempotency_key_reused: return {422, "Idempotency key reused"};
    case ErrorKind::idempotency_in_progress: return {409, "The same request is in progress"};
    case ErrorKind::ordering_disabled: return {503, "Ordering is disabled"};
    case ErrorKind::account_not_standard: return {422, "Account is not standard"};
    case ErrorKind::account_already_confirmed: return {409, "Account is already confirmed"};
    case ErrorKind::letter_already_pending: return {409, "A letter is already under way"};
    case ErrorKind::reorder_too_early: return {409, "Too early for another letter"};
    case ErrorKind::order_limit_reached: return {429, "Too many orders"};
    case ErrorKind::track_numbers_exhausted: return {503, "No track numbers left"};
    case ErrorKind::request_id_reused: return {409, "Request id reused"};
    case ErrorKind::code_malformed: return {422, "Malformed code"};
    case ErrorKind::too_many_attempts: return {429, "Too many attempts"};
    case ErrorKind::code_used: return {409, "Code already used"};
    case ErrorKind::code_expired: return {410, "Code expired"};
    case ErrorKind::code_replaced: return {410, "Code replaced"};
    case ErrorKind::code_locked: return {423, "Code locked"};
    case ErrorKind::code_not_accepted: return {422, "Code not accepted"};
    case ErrorKind::letter_not_found: return {404, "Letter not found"};
    case ErrorKind::batch_not_found: return {404, "Batch not found"};
    case ErrorKind::index_not_found: return {404, "Index not found"};
    case ErrorKind::track_number_not_found: return {404, "Track number not found"};
    case ErrorKind::track_number_malformed: return {422, "Malformed track number"};
    case ErrorKind::letter_not_cancellable: return {409, "Letter cannot be cancelled"};
    case ErrorKind::letter_not_final: return {409, "Letter is not final"};
    case ErrorKind::personal_data_erased: return {410, "Personal data erased"};
    case ErrorKind::state_conflict: return {409, "State conflict"};
    case ErrorKind::usage: return {400, "Wrong usage"};
    case ErrorKind::configuration_invalid: return {500, "Invalid configuration"};
    case ErrorKind::file_invalid: return {422, "Invalid file"};
    case ErrorKind::key_unusable: return {500, "Key unusable"};
    case ErrorKind::range_overlap: return {409, "Ranges overlap"};
    case ErrorKind::clock_disagrees: return {503, "Clock disagrees"};
    case ErrorKind::another_run_active: return {409, "Another run is active"};
    case ErrorKind::person_needed: return {409, "A person is needed"};
    case ErrorKind::service_unavailable: return {503, "Service unavailable"};
    case ErrorKind::io_failed: return {503, "Input or output failed"};
    case ErrorKind::disk_full: return {503, "Disk full"};
    case ErrorKind::remote_failed: return {503, "Remote service failed"};
    case ErrorKind::data_corrupt: return {500, "Data damaged"};
    case ErrorKind::internal_error: return {500, "Internal error"};
  }
  return {500, "Internal error"};
}

json::array errors_of(const std::vector<FieldError>& fields) {
  json::array errors;
  errors.reserve(fields.size());
  for (const FieldError& field : fields) {
    errors.emplace_back(json::object{{"field", field.field}, {"code", field.code}, {"message", field.message}});
  }
  return errors;
}

}  // namespace

int http_status_of(ErrorKind kind) { return shape_of(kind).status; }

std::string_view title_of(ErrorKind kind) { return shape_of(kind).title; }

json::object problem_document(const Error& error, ZoneOffset zone) {
  const std::string_view code = code_of(error.kind);
  json::object document;
  document["type"] = "urn:postproof:problem:" + std::string(code);
  document["title"] = title_of(error.kind);
  document["status"] = http_status_of(error.kind);
  document["detail"] = error.detail;
  document["code"] = code;
  if (!error.fields.empty()) document["errors"] = errors_of(error.fields);
  const ErrorFacts& facts = error.facts;
  if (facts.letter_id) document["letter_id"] = *facts.letter_id;
  if (facts.reorder_allowed_at) document["reorder_allowed_at"] = format_instant(*facts.reorder_allowed_at, zone);
  if (facts.confirmed_at) document["confirmed_at"] = format_instant(*facts.confirmed_at, zone);
  if (facts.attempts_left) document["attempts_left"] = *facts.attempts_left;
  return document;
}

Error told_outside(Error error) {
  switch (error.kind) {
    case ErrorKind::io_failed:
    case ErrorKind::disk_full:
    case ErrorKind::remote_failed:
    case ErrorKind::clock_disagrees:
    case ErrorKind::service_unavailable: {
      Error told = postproof::error(ErrorKind::service_unavailable, "the service cannot answer now; try again later");
      told.facts.retry_after = error.facts.retry_after;
      return told;
    }
    case ErrorKind::usage:
    case ErrorKind::configuration_invalid:
    case ErrorKind::file_invalid:
    case ErrorKind::key_unusable:
    case ErrorKind::range_overlap:
    case ErrorKind::another_run_active:
    case ErrorKind::person_needed:
    case ErrorKind::data_corrupt:
    case ErrorKind::internal_error:
      return postproof::error(ErrorKind::internal_error, "something went wrong here; the operator has been told");
    default: return error;
  }
}

}  // namespace postproof::api
