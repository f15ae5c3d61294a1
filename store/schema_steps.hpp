#pragma once

namespace postproof::store {

// The later steps of the schema, SQL text each; see migrations.hpp. Instants are UTC seconds.

/// Version 3: answers kept for requests that carry an Idempotency-Key.
extern const char* const schema_of_repeated_requests;
/// Version 4: the post's list of offices, and what is known of the delivery of notices.
extern const char* const schema_of_offices_and_notices;
/// Version 5: what tracking millions of letters needs.
extern const char* const schema_of_tracking;

}  // namespace postproof::store
