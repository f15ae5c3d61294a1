#pragma once

#include <string_view>

#include "orders/letter.hpp"
#include "store/sqlite.hpp"

namespace postproof::store {

/// The columns that letter_of reads, in its order; to be followed by FROM letters l LEFT JOIN codes c ... LEFT JOIN
/// batches b ....
#define POSTPROOF_LETTER_COLUMNS                                                                            \
  "SELECT l.letter_id, l.account_id, l.status, l.status_reason, l.language, l.track_number, l.ordered_at, " \
  "b.batch_id, coalesce(c.status, 'none'), c.expires_at, c.valid_through, c.confirmed_at, l.storage_until " \
  "FROM letters l LEFT JOIN codes c USING (letter_no) LEFT JOIN batches b USING (batch_no) "

/// The letter in the current row of a query that begins with POSTPROOF_LETTER_COLUMNS.
orders::Letter letter_of(const Query& row);

/// The stored word as a status; a word that is none of the table's is a damaged database (throws SqliteFailure).
orders::LetterStatus letter_status_in(const Query& row, int column);
orders::CodeStatus code_status_in(const Query& row, int column);

}  // namespace postproof::store
