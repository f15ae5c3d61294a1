#include "app/exit_status.hpp"

namespace postproof::app {

ExitStatus exit_status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::cursor_invalid:
    case ErrorKind::configuration_invalid:
    case ErrorKind::key_unusable: return exit_usage;
    case ErrorKind::another_run_active: return exit_done;
    case ErrorKind::person_needed: return exit_person_needed;
    case ErrorKind::malformed_request:
    case ErrorKind::not_found:
    case ErrorKind::method_not_allowed:
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
    case ErrorKind::rate_limited:
    case ErrorKind::not_acceptable:
    case ErrorKind::body_too_large:
    case ErrorKind::uri_too_long:
    case ErrorKind::headers_too_large:
    case ErrorKind::request_timeout:
    case ErrorKind::unsupported_media_type:
    case ErrorKind::malformed_json:
    case ErrorKind::validation_failed:
    case ErrorKind::idempotency_key_reused:
    case ErrorKind::idempotency_in_progress:
    case ErrorKind::ordering_disabled:
    case ErrorKind::account_not_standard:
    case ErrorKind::account_already_confirmed:
    case ErrorKind::letter_already_pending:
    case ErrorKind::reorder_too_early:
    case ErrorKind::order_limit_reached:
    case ErrorKind::track_numbers_exhausted:
    case ErrorKind::request_id_reused:
    case ErrorKind::code_malformed:
    case ErrorKind::too_many_attempts:
    case ErrorKind::code_used:
    case ErrorKind::code_expired:
    case ErrorKind::code_replaced:
    case ErrorKind::code_locked:
    case ErrorKind::code_not_accepted:
    case ErrorKind::letter_not_found:
    case ErrorKind::batch_not_found:
    case ErrorKind::index_not_found:
    case ErrorKind::track_number_not_found:
    case ErrorKind::track_number_malformed:
    case ErrorKind::letter_not_cancellable:
    case ErrorKind::letter_not_final:
    case ErrorKind::personal_data_erased:
    case ErrorKind::state_conflict:
    case ErrorKind::file_invalid:
    case ErrorKind::range_overlap:
    case ErrorKind::clock_disagrees:
    case ErrorKind::service_unavailable:
    case ErrorKind::io_failed:
    case ErrorKind::disk_full:
    case ErrorKind::remote_failed:
    case ErrorKind::data_corrupt:
    case ErrorKind::internal_error: return exit_failed;
  }
  return exit_failed;
}

}  // namespace postproof::app
