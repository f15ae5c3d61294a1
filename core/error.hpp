#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"

namespace postproof {

/// Every expected way in which something may not work. Closed: `api/problem` gives each its HTTP status and
/// `app/exit_status` its exit status, each in one exhaustive switch. The word of a kind (see code_of) is the stable
/// `code` of problem documents.
enum class ErrorKind : std::uint8_t {
  // framing and protocol
  malformed_request,
  not_found,
  method_not_allowed,
  unauthenticated,
  forbidden,
  rate_limited,
  not_acceptable,
  body_too_large,
  uri_too_long,
  headers_too_large,
  request_timeout,
  unsupported_media_type,
  malformed_json,
  validation_failed,
  cursor_invalid,
  idempotency_key_reused,
  idempotency_in_progress,
  // ordering
  ordering_disabled,
  account_not_standard,
  account_already_confirmed,
  letter_already_pending,
  reorder_too_early,
  order_limit_reached,
  track_numbers_exhausted,
  request_id_reused,
  // confirming
  code_malformed,
  too_many_attempts,
  code_used,
  code_expired,
  code_replaced,
  code_locked,
  code_not_accepted,
  // things and their states
  letter_not_found,
  batch_not_found,
  index_not_found,
  track_number_not_found,
  track_number_malformed,
  letter_not_cancellable,
  letter_not_final,
  personal_data_erased,
  state_conflict,
  // the operator's side
  usage,
  configuration_invalid,
  file_invalid,
  key_unusable,
  range_overlap,
  clock_disagrees,
  another_run_active,
  person_needed,
  // the world
  service_unavailable,
  io_failed,
  disk_full,
  remote_failed,
  data_corrupt,
  internal_error,
};

/// The stable word of a kind, e.g. "letter_already_pending"; equal to the enumerator's name.
std::string_view code_of(ErrorKind kind);

/// One bad field of a request, import line or configuration. `code` is one of the field codes of the contract
/// (required, too_long, wrong_type, unknown_field, bad_characters, bad_format, not_allowed, unknown_index,
/// not_supported, does_not_fit, glyph_missing). `message` never repeats personal data.
struct FieldError {
  std::string field;
  std::string code;
  std::string message;
  friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// What a refusal tells besides its kind. Empty where it does not apply.
struct ErrorFacts {
  std::optional<std::string> letter_id;
  std::optional<Instant> reorder_allowed_at;
  std::optional<Instant> confirmed_at;
  std::optional<seconds> retry_after;
  std::optional<int> attempts_left;
};

/// An expected outcome that is not the wanted one. `detail` is one sentence for a person, without secrets or personal
/// data; it says what to do where that is not plain.
struct Error {
  ErrorKind kind = ErrorKind::internal_error;
  std::string detail;
  std::vector<FieldError> fields;
  ErrorFacts facts;
};

/// An error of `kind` with its sentence.
Error error(ErrorKind kind, std::string detail);

}  // namespace postproof
