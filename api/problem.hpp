#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "core/error.hpp"

namespace postproof::api {

/// The HTTP status of a kind, 4xx or 5xx. Total: kinds that only the command line meets have one too, because their
/// problem documents carry a status.
int http_status_of(ErrorKind kind);

/// A short title of a kind for people, the same for every occurrence (RFC 9457, section 3.1.4).
std::string_view title_of(ErrorKind kind);

/// The problem document (RFC 9457) of an error: type, title, status, detail, code, then `errors` where fields are bad,
/// then the facts that are told (letter_id, reorder_allowed_at, confirmed_at, attempts_left). Instants are shown in
/// `zone`. `retry_after` is no member: the service tells it in Retry-After.
boost::json::object problem_document(const Error& error, ZoneOffset zone);

/// What a caller over HTTP may learn of an error: a kind of ours that is no refusal of the contract (a broken disk, a
/// damaged page, a bug) becomes service_unavailable or internal_error with a sentence that tells nothing of the inside.
/// Every other error stays as it is.
Error told_outside(Error error);

}  // namespace postproof::api
