#include "store/service_figures.hpp"

namespace postproof::store {

namespace {

std::map<std::string, std::int64_t> counts(Connection& db, std::string_view sql) {
  std::map<std::string, std::int64_t> found;
  Query row = db.query(sql);
  while (row.next()) found[row.text(0)] = row.integer(1);
  return found;
}

std::int64_t number(Query row) { return row.next() ? row.integer(0) : 0; }

/// A letter that was never sealed has no row of a code.
std::int64_t letters_without_code(const ServiceFigures& figures) {
  std::int64_t left = 0;
  for (const auto& [status, letters] : figures.letters) left += letters;
  for (const auto& [status, codes] : figures.codes) left -= codes;
  return left;
}

}  // namespace

Result<ServiceFigures> service_figures(Readers& readers, Date day) {
  return readers.read<ServiceFigures>([&](Connection& db) -> Result<ServiceFigures> {
    ServiceFigures figures;
    figures.letters = counts(db, "SELECT status, count(*) FROM letters WHERE is_test = 0 GROUP BY status");
    figures.codes = counts(db, "SELECT status, count(*) FROM codes GROUP BY status");
    if (const std::int64_t none = letters_without_code(figures); none > 0) figures.codes["none"] = none;
    Query batches = db.query(
        "SELECT state, min(sealed_at) FROM batches WHERE state IN ('sealed', 'rendered', 'dispatched', 'held') "
        "GROUP BY state");
    while (batches.next()) figures.oldest_batches.emplace(batches.text(0), batches.instant(1));
    figures.alarms = counts(db, "SELECT kind, count(*) FROM alarms WHERE closed_at IS NULL GROUP BY kind");
    figures.notices_waiting =
        number(db.query("SELECT count(*) FROM notices WHERE delivered_at IS NULL AND given_up_at IS NULL"));
    Query calls = db.query("SELECT calls FROM tracking_days WHERE day = ?");
    calls.bind(format_date(day));
    figures.tracking_calls = calls.next() ? calls.integer(0) : 0;
    figures.track_numbers_left = number(db.query("SELECT coalesce(sum(count - used), 0) FROM track_ranges"));
    return figures;
  });
}

}  // namespace postproof::store
