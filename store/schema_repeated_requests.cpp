#include "store/schema_steps.hpp"

namespace postproof::store {

// key_mac: keyed hash of token name, path and Idempotency-Key. status is NULL while the request is being worked on.
const char* const schema_of_repeated_requests = R"sql(
CREATE TABLE repeated_requests (
  key_mac BLOB PRIMARY KEY,
  body_mac BLOB NOT NULL,
  begun_at INTEGER NOT NULL,
  status INTEGER,
  headers TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX repeated_requests_by_age ON repeated_requests (begun_at);
)sql";

}  // namespace postproof::store
