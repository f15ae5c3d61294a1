#include "store/schema_steps.hpp"

namespace postproof::store {

// polls: one row for each letter that polling has taken over; letters.next_poll_at is set at the hand-over and taken
// from there. Rows lie by place on the round of questions (tracking::place_of), so that letters asked together lie
// together. fingerprint: of the last answer (tracking::fingerprint_of). A letter in a ticket keeps its next_poll_at: it
// is due again when the ticket is gone. Open tickets of the old form are forgotten: their letters are due and asked
// anew. Where one row is meant, "+letter_no" keeps to its place instead of polls_by_letter, which lies elsewhere.
const char* const schema_of_tracking = R"sql(
CREATE TABLE polls (
  place INTEGER NOT NULL,
  letter_no INTEGER NOT NULL REFERENCES letters (letter_no),
  track_number TEXT NOT NULL,
  next_poll_at INTEGER,
  checked_at INTEGER,
  fingerprint INTEGER,
  PRIMARY KEY (place, letter_no)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX polls_by_letter ON polls (letter_no);
CREATE INDEX polls_due ON polls (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE TABLE ticket_members (
  ticket_no INTEGER NOT NULL REFERENCES tickets (ticket_no),
  place INTEGER NOT NULL,
  letter_no INTEGER NOT NULL,
  PRIMARY KEY (ticket_no, place, letter_no)
) STRICT, WITHOUT ROWID;

DELETE FROM tickets;
DROP INDEX letters_by_ticket;
ALTER TABLE letters DROP COLUMN ticket_no;

CREATE INDEX letters_at_office ON letters (storage_until) WHERE status = 'at_office' AND storage_until IS NOT NULL;
CREATE INDEX letters_printed ON letters (printed_at) WHERE status = 'printed';
CREATE INDEX letters_to_erase ON letters (final_at) WHERE final_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX letters_to_remind ON letters (delivered_at) WHERE delivered_at IS NOT NULL AND reminded_at IS NULL;
)sql";

}  // namespace postproof::store
