#include "store/letter_rows.hpp"

namespace postproof::store {

namespace {

[[noreturn]] void foreign_word(const std::string& word) {
  throw SqliteFailure(SQLITE_CORRUPT, "the status '" + word + "' is none of ours");
}

std::optional<Date> maybe_date(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : parse_date(row.text(column));
}

}  // namespace

orders::LetterStatus letter_status_in(const Query& row, int column) {
  const std::string word = row.text(column);
  const auto status = orders::letter_status_of(word);
  if (!status) foreign_word(word);
  return *status;
}

orders::CodeStatus code_status_in(const Query& row, int column) {
  const std::string word = row.text(column);
  const auto status = orders::code_status_of(word);
  if (!status) foreign_word(word);
  return *status;
}

orders::Letter letter_of(const Query& row) {
  orders::Letter letter;
  letter.id = LetterId{row.text(0)};
  letter.account_id = AccountId{row.text(1)};
  letter.status = letter_status_in(row, 2);
  letter.status_reason = row.text(3);
  letter.language = orders::language_of(row.text(4)).value_or(orders::Language::ru);
  letter.track_number = TrackNumber{row.text(5)};
  letter.ordered_at = row.instant(6);
  if (auto batch = row.maybe_text(7)) letter.batch_id = BatchId{std::move(*batch)};
  letter.code_status = code_status_in(row, 8);
  letter.expires_at = row.maybe_instant(9);
  letter.valid_through = maybe_date(row, 10);
  letter.confirmed_at = row.maybe_instant(11);
  letter.storage_until = maybe_date(row, 12);
  return letter;
}

}  // namespace postproof::store
