#include "store/schema_steps.hpp"

namespace postproof::store {

// offices.postal_index: the six digits as a number. meta.offices_version counts imports.
//
// Notices written before this step have another body and nobody who sends them; they go.
// A notice is open until it is delivered or given up. Instants of its delivery are real time, `at` is the service
// clock's. due_at is NULL while an earlier notice of its letter is open, and when it is open no more; 0 is at once. A
// sender that takes one moves due_at to the end of its lease, so notices_due holds nothing but what may be sent.
const char* const schema_of_offices_and_notices = R"sql(
CREATE TABLE offices (
  postal_index INTEGER PRIMARY KEY CHECK (postal_index BETWEEN 1 AND 999999),
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  district TEXT NOT NULL,
  city TEXT NOT NULL,
  type TEXT NOT NULL
) STRICT;

DROP TABLE notices;
CREATE TABLE notices (
  notice_no INTEGER PRIMARY KEY,
  letter_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  due_at INTEGER,
  begun_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  failure TEXT NOT NULL DEFAULT '',
  delivered_at INTEGER,
  given_up_at INTEGER
) STRICT;
CREATE INDEX notices_due ON notices (due_at, notice_no) WHERE due_at IS NOT NULL;
CREATE INDEX notices_open ON notices (letter_id, notice_no) WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX notices_undelivered ON notices (notice_no) WHERE delivered_at IS NULL;
CREATE INDEX notices_delivered ON notices (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX notices_given_up ON notices (given_up_at) WHERE given_up_at IS NOT NULL;
)sql";

}  // namespace postproof::store
