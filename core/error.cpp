#include "core/error.hpp"

#include <utility>

namespace postproof {

std::string_view code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed_request: return "malformed_request";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::method_not_allowed: return "method_not_allowed";
    case ErrorKind::unauthenticated: return "unauthenticated";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::rate_limited: return "rate_limited";
    case ErrorKind::not_acceptable: return "not_acceptable";
    case ErrorKind::body_too_large: return "body_too_large";
    case ErrorKind::uri_too_long: return "uri_too_long";
    case ErrorKind::headers_too_large: return "headers_too_large";
    case ErrorKind::request_timeout: return "request_timeout";
    case ErrorKind::unsupported_media_type: return "unsupported_media_type";
    case ErrorKind::malformed_json: return "malformed_json";
    case ErrorKind::validation_failed: return "validation_failed";
    case ErrorKind::cursor_invalid: return "cursor_invalid";
    case ErrorKind::idempotency_key_reused: return "idempotency_key_reused";
    case ErrorKind::idempotency_in_progress: return "idempotency_in_progress";
    case ErrorKind::ordering_disabled: return "ordering_disabled";
    case ErrorKind::account_not_standard: return "account_not_standard";
    case ErrorKind::account_already_confirmed: return "account_already_confirmed";
    case ErrorKind::letter_already_pending: return "letter_already_pending";
    case ErrorKind::reorder_too_early: return "reorder_too_early";
    case ErrorKind::order_limit_reached: return "order_limit_reached";
    case ErrorKind::track_numbers_exhausted: return "track_numbers_exhausted";
    case ErrorKind::request_id_reused: return "request_id_reused";
    case ErrorKind::code_malformed: return "code_malformed";
    case ErrorKind::too_many_attempts: return "too_many_attempts";
    case ErrorKind::code_used: return "code_used";
    case ErrorKind::code_expired: return "code_expired";
    case ErrorKind::code_replaced: return "code_replaced";
    case ErrorKind::code_locked: return "code_locked";
    case ErrorKind::code_not_accepted: return "code_not_accepted";
    case ErrorKind::letter_not_found: return "letter_not_found";
    case ErrorKind::batch_not_found: return "batch_not_found";
    case ErrorKind::index_not_found: return "index_not_found";
    case ErrorKind::track_number_not_found: return "track_number_not_found";
    case ErrorKind::track_number_malformed: return "track_number_malformed";
    case ErrorKind::letter_not_cancellable: return "letter_not_cancellable";
    case ErrorKind::letter_not_final: return "letter_not_final";
    case ErrorKind::personal_data_erased: return "personal_data_erased";
    case ErrorKind::state_conflict: return "state_conflict";
    case ErrorKind::usage: return "usage";
    case ErrorKind::configuration_invalid: return "configuration_invalid";
    case ErrorKind::file_invalid: return "file_invalid";
    case ErrorKind::key_unusable: return "key_unusable";
    case ErrorKind::range_overlap: return "range_overlap";
    case ErrorKind::clock_disagrees: return "clock_disagrees";
    case ErrorKind::another_run_active: return "another_run_active";
    case ErrorKind::person_needed: return "person_needed";
    case ErrorKind::service_unavailable: return "service_unavailable";
    case ErrorKind::io_failed: return "io_failed";
    case ErrorKind::disk_full: return "disk_full";
    case ErrorKind::remote_failed: return "remote_failed";
    case ErrorKind::data_corrupt: return "data_corrupt";
    case ErrorKind::internal_error: return "internal_error";
  }
  return "internal_error";
}

Error error(ErrorKind kind, std::string detail) { return Error{kind, std::move(detail), {}, {}}; }

}  // namespace postproof
