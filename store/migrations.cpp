#include "store/migrations.hpp"

#include <array>

#include "store/schema_steps.hpp"

namespace postproof::store {

namespace {

// Words of statuses and states are those of the state tables. Instants are UTC seconds, dates YYYY-MM-DD.
// recipients.box, batches.nonce_seed: sealed (see core/sealer.hpp). A test letter has is_test = 1, no account and no
// row in codes: its code confirms nobody.
constexpr const char* first = R"sql(
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE confirmed_accounts (
  account_id TEXT PRIMARY KEY,
  confirmed_at INTEGER NOT NULL,
  letter_id TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE letters (
  letter_no INTEGER PRIMARY KEY,
  letter_id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  is_test INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL,
  status_reason TEXT NOT NULL DEFAULT '',
  status_at INTEGER NOT NULL,
  language TEXT NOT NULL,
  track_number TEXT NOT NULL UNIQUE,
  postal_index TEXT,
  ordered_at INTEGER NOT NULL,
  batch_no INTEGER REFERENCES batches (batch_no),
  posting_no INTEGER,
  handed_over_at INTEGER,
  printed_at INTEGER,
  final_at INTEGER,
  storage_until TEXT,
  checked_at INTEGER,
  next_poll_at INTEGER,
  last_change_at INTEGER,
  ticket_no INTEGER,
  consequences INTEGER NOT NULL DEFAULT 0,
  declared_lost INTEGER NOT NULL DEFAULT 0,
  delivered_at INTEGER,
  reminded_at INTEGER,
  erased_at INTEGER
) STRICT;
CREATE INDEX letters_by_account ON letters (account_id, ordered_at);
CREATE INDEX letters_waiting ON letters (ordered_at) WHERE status = 'ordered';
CREATE UNIQUE INDEX letters_by_posting ON letters (batch_no, posting_no) WHERE batch_no IS NOT NULL;
CREATE INDEX letters_to_poll ON letters (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE TABLE recipients (
  letter_no INTEGER PRIMARY KEY REFERENCES letters (letter_no),
  box BLOB NOT NULL
) STRICT;

CREATE TABLE codes (
  letter_no INTEGER PRIMARY KEY REFERENCES letters (letter_no),
  account_id TEXT NOT NULL,
  status TEXT NOT NULL,
  digest BLOB,
  check_key TEXT NOT NULL DEFAULT '',
  expires_at INTEGER,
  valid_through TEXT,
  wrong_attempts INTEGER NOT NULL DEFAULT 0,
  confirmed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX codes_live ON codes (account_id) WHERE status = 'live';
CREATE INDEX codes_to_expire ON codes (expires_at) WHERE status = 'live';

CREATE TABLE attempts (
  attempt_no INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  letter_no INTEGER,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'failed'))
) STRICT;
CREATE INDEX attempts_by_account ON attempts (account_id, at);
CREATE INDEX attempts_by_letter ON attempts (letter_no) WHERE letter_no IS NOT NULL;

CREATE TABLE imports (
  request_id TEXT PRIMARY KEY,
  letter_no INTEGER NOT NULL REFERENCES letters (letter_no),
  content_hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE track_ranges (
  range_no INTEGER PRIMARY KEY,
  prefix TEXT NOT NULL,
  first_serial INTEGER NOT NULL,
  count INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND count),
  added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE batches (
  batch_no INTEGER PRIMARY KEY,
  batch_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  held_from TEXT,
  reason TEXT NOT NULL DEFAULT '',
  cutoff INTEGER NOT NULL,
  sealed_at INTEGER NOT NULL,
  rendered_at INTEGER,
  dispatched_at INTEGER,
  acknowledged_at INTEGER,
  closed_at INTEGER,
  members INTEGER NOT NULL,
  letters_per_file INTEGER NOT NULL,
  encryption TEXT NOT NULL,
  code_form TEXT NOT NULL,
  issue_key TEXT NOT NULL,
  check_key TEXT NOT NULL,
  data_key TEXT NOT NULL,
  nonce_seed BLOB,
  expires_at INTEGER NOT NULL,
  valid_through TEXT NOT NULL,
  templates TEXT NOT NULL,
  previous_manifest_sha256 BLOB,
  manifest_sha256 BLOB,
  withdrawal TEXT NOT NULL DEFAULT '' CHECK (withdrawal IN ('', 'due', 'delivered'))
) STRICT;

CREATE TABLE batch_files (
  batch_no INTEGER NOT NULL REFERENCES batches (batch_no),
  file_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  letters INTEGER NOT NULL,
  plain_mac BLOB NOT NULL,
  PRIMARY KEY (batch_no, file_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE acknowledgements (
  sha256 BLOB PRIMARY KEY,
  batch_no INTEGER NOT NULL REFERENCES batches (batch_no),
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE nights (
  cutoff INTEGER PRIMARY KEY,
  done_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tracking_events (
  letter_no INTEGER NOT NULL REFERENCES letters (letter_no),
  at INTEGER NOT NULL,
  type INTEGER NOT NULL,
  attribute INTEGER NOT NULL,
  place_index TEXT NOT NULL,
  tie INTEGER NOT NULL,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (letter_no, at, type, attribute, place_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE tickets (
  ticket_no INTEGER PRIMARY KEY,
  ticket TEXT NOT NULL UNIQUE,
  issued_at INTEGER NOT NULL,
  next_question_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX letters_by_ticket ON letters (ticket_no) WHERE ticket_no IS NOT NULL;

CREATE TABLE tracking_days (
  day TEXT PRIMARY KEY,
  calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_stop (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  reason TEXT NOT NULL,
  until INTEGER NOT NULL,
  failures INTEGER NOT NULL
) STRICT;

CREATE TABLE letter_events (
  event_no INTEGER PRIMARY KEY,
  letter_no INTEGER NOT NULL,
  at INTEGER NOT NULL,
  axis TEXT NOT NULL CHECK (axis IN ('letter', 'code')),
  from_status TEXT NOT NULL,
  to_status TEXT NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX letter_events_by_letter ON letter_events (letter_no);

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  data TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE alarms (
  alarm_id INTEGER PRIMARY KEY,
  raised_at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  object TEXT NOT NULL,
  what_to_do TEXT NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms (kind, object) WHERE closed_at IS NULL;

CREATE TABLE notices (
  notice_no INTEGER PRIMARY KEY,
  letter_id TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  delivered_at INTEGER
) STRICT;

CREATE TABLE tokens (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
)sql";

// A letter has a row in codes from its sealing on, with the digest of its code; before that its code is `none`. What a
// whole batch goes through stands in its own row and in the letters' instants; letter_events keeps what happened to a
// letter by itself, letter_history shows both.
constexpr const char* second = R"sql(
ALTER TABLE batches ADD COLUMN recipient_sha256 BLOB;
ALTER TABLE batches ADD COLUMN hand_over_begun_at INTEGER;
ALTER TABLE batches ADD COLUMN files_removed_at INTEGER;
ALTER TABLE batches ADD COLUMN chain_no INTEGER;
UPDATE batches SET chain_no = batch_no WHERE dispatched_at IS NOT NULL OR withdrawal <> '';
CREATE UNIQUE INDEX batches_in_chain ON batches (chain_no) WHERE chain_no IS NOT NULL;

DELETE FROM codes WHERE status = 'none';
DELETE FROM letter_events WHERE by IN ('nightly', 'print house') AND reason = '' AND (axis, from_status, to_status) IN
  (VALUES ('letter', 'ordered', 'sealed'), ('code', 'none', 'issued'), ('letter', 'sealed', 'dispatched'),
          ('code', 'issued', 'live'), ('letter', 'dispatched', 'printed'));

CREATE VIEW letter_history AS
  SELECT letter_no, at, axis, from_status, to_status, by, reason FROM letter_events
  UNION ALL
  SELECT l.letter_no, b.sealed_at, 'letter', 'ordered', 'sealed', 'nightly', ''
    FROM letters l JOIN batches b USING (batch_no)
  UNION ALL
  SELECT l.letter_no, b.sealed_at, 'code', 'none', 'issued', 'nightly', ''
    FROM letters l JOIN batches b USING (batch_no) WHERE l.is_test = 0
  UNION ALL
  SELECT letter_no, handed_over_at, 'letter', 'sealed', 'dispatched', 'nightly', ''
    FROM letters WHERE handed_over_at IS NOT NULL
  UNION ALL
  SELECT l.letter_no, l.handed_over_at, 'code', 'issued', 'live', 'nightly', ''
    FROM letters l WHERE l.handed_over_at IS NOT NULL AND l.is_test = 0 AND NOT EXISTS
      (SELECT 1 FROM letter_events e WHERE e.letter_no = l.letter_no AND e.axis = 'code' AND e.from_status = 'issued')
  UNION ALL
  SELECT l.letter_no, l.printed_at, 'letter', 'dispatched', 'printed', 'print house', ''
    FROM letters l WHERE l.printed_at IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM letter_events e WHERE e.letter_no = l.letter_no AND e.axis = 'letter' AND
                                           e.from_status = 'dispatched');
)sql";

const std::array steps{Migration{1, first}, Migration{2, second}, Migration{3, schema_of_repeated_requests},
                       Migration{4, schema_of_offices_and_notices}, Migration{5, schema_of_tracking}};

std::int64_t pragma(Connection& connection, std::string_view sql) {
  Query query = connection.query(sql);
  return query.next() ? query.integer(0) : 0;
}

bool is_empty(Connection& connection) {
  return pragma(connection, "PRAGMA user_version") == 0 &&
         pragma(connection, "SELECT count(*) FROM sqlite_schema") == 0;
}

}  // namespace

std::span<const Migration> migrations() { return steps; }

int schema_version(Connection& connection) { return static_cast<int>(pragma(connection, "PRAGMA user_version")); }

Result<void> refuse_foreign(Connection& connection) {
  const int version = schema_version(connection);
  if (!is_empty(connection) && pragma(connection, "PRAGMA application_id") != our_application_id) {
    return fail(ErrorKind::configuration_invalid, "the database file belongs to another program");
  }
  if (version > steps.back().to_version) {
    return fail(ErrorKind::configuration_invalid, "the database was made by a newer postproof (schema " +
                                                      std::to_string(version) + "); install that one");
  }
  return success();
}

Result<void> migrate(Connection& connection) {
  PP_TRYV(refuse_foreign(connection));
  const int version = schema_version(connection);
  if (is_empty(connection))
    connection.execute(("PRAGMA application_id = " + std::to_string(our_application_id)).c_str());
  for (const Migration& step : steps) {
    if (step.to_version <= version) continue;
    connection.execute("BEGIN IMMEDIATE");
    connection.execute(step.sql);
    connection.execute(("PRAGMA user_version = " + std::to_string(step.to_version)).c_str());
    connection.execute("COMMIT");
  }
  return success();
}

}  // namespace postproof::store
