#include "orders/letter.hpp"

#include <catch2/catch.hpp>

namespace postproof::orders {

namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

Letter letter_with(CodeStatus status, std::optional<Instant> expires_at) {
  Letter letter;
  letter.code_status = status;
  letter.expires_at = expires_at;
  return letter;
}

}  // namespace

TEST_CASE("A live code is expired from its instant on, and no other status changes with time") {
  const Instant over = at("2027-01-23T00:00:00+02:00");
  for (int number = 0; number < code_status_count; ++number) {
    const auto status = static_cast<CodeStatus>(number);
    CAPTURE(name_of(status));
    const Letter letter = letter_with(status, over);
    CHECK(code_status_at(letter, over - seconds{1}) == status);
    const CodeStatus then = status == CodeStatus::live ? CodeStatus::expired : status;
    CHECK(code_status_at(letter, over) == then);
    CHECK(code_status_at(letter, over + days_in_seconds(1000)) == then);
    CHECK(code_status_at(letter_with(status, std::nullopt), over) == status);
  }
}

TEST_CASE("A letter's view tells the first cut-off after the order and the days of delivery after it") {
  struct Row {
    const char* ordered;
    const char* seals;
    const char* from;
    const char* to;
  };
  for (const Row& row : {
           Row{"2026-11-23T10:00:00+03:00", "2026-11-23T18:00:00+03:00", "2026-11-30", "2026-12-14"},
           Row{"2026-11-23T17:59:59+03:00", "2026-11-23T18:00:00+03:00", "2026-11-30", "2026-12-14"},
           Row{"2026-11-23T18:00:00+03:00", "2026-11-24T18:00:00+03:00", "2026-12-01", "2026-12-15"},
           Row{"2026-11-27T18:00:00+03:00", "2026-11-30T18:00:00+03:00", "2026-12-07", "2026-12-21"},
       }) {
    CAPTURE(row.ordered);
    Letter letter;
    letter.ordered_at = at(row.ordered);
    const LetterView view = view_of(letter, Rules{}, Calendar{}, letter.ordered_at);
    CHECK(view.seals_at == at(row.seals));
    CHECK(view.cancellable_until == view.seals_at);
    CHECK(view.reorder_allowed_at == letter.ordered_at + seconds{2'592'000});
    CHECK(format_date(view.expected_from) == row.from);
    CHECK(format_date(view.expected_to) == row.to);
    // The same whenever it is looked at.
    CHECK(view_of(letter, Rules{}, Calendar{}, letter.ordered_at + days_in_seconds(90)).seals_at == view.seals_at);
  }
}

TEST_CASE("A letter's view shows the code's status of its instant") {
  Letter letter = letter_with(CodeStatus::live, at("2027-01-23T00:00:00+02:00"));
  letter.ordered_at = at("2026-11-23T10:00:00+03:00");
  CHECK(view_of(letter, Rules{}, Calendar{}, at("2027-01-22T23:59:59+02:00")).code_status == CodeStatus::live);
  CHECK(view_of(letter, Rules{}, Calendar{}, at("2027-01-23T00:00:00+02:00")).code_status == CodeStatus::expired);
}

}  // namespace postproof::orders
