#include "store/schema_steps.hpp"

namespace postproof::store {

// polls: one row for each letter that polling has taken over; letters.next_poll_at is set at the hand-over and taken
// from there. Letters asked together have neighbouring numbers (tracking::place_of), and so neighbouring rows.
// fingerprint: of the last answer (tracking::fingerprint_of). tickets.members: letter_no of each, ascending, a JSON
// array. A letter in a ticket keeps its next_poll_at: it is due again when the ticket is gone. Open tickets of the old
// form are forgotten: their letters are due and asked anew.
const char* const schema_of_tracking = R"sql(
CREATE TABLE polls (
  letter_no INTEGER PRIMARY KEY REFERENCES letters (letter_no),
  track_number TEXT NOT NULL,
  next_poll_at INTEGER,
  checked_at INTEGER,
  fingerprint INTEGER
) STRICT;
CREATE INDEX polls_due ON polls (next_poll_at) WHERE next_poll_at IS NOT NULL;

DROP TABLE tickets;
CREATE TABLE tickets (
  ticket TEXT PRIMARY KEY,
  issued_at INTEGER NOT NULL,
  next_question_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  members TEXT NOT NULL
) STRICT;
DROP INDEX letters_by_ticket;
ALTER TABLE letters DROP COLUMN ticket_no;

CREATE INDEX letters_at_office ON letters (storage_until) WHERE status = 'at_office' AND storage_until IS NOT NULL;
CREATE INDEX letters_printed ON letters (printed_at) WHERE status = 'printed';
CREATE INDEX letters_of_test ON letters (batch_no) WHERE is_test = 1;
CREATE INDEX letters_to_erase ON letters (final_at) WHERE final_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX letters_to_remind ON letters (delivered_at) WHERE delivered_at IS NOT NULL AND reminded_at IS NULL;
)sql";

}  // namespace postproof::store
