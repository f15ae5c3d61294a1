#include "store/service_figures.hpp"

#include <utility>

#include "store/status_counts.hpp"

namespace postproof::store {

namespace {

std::int64_t number(Query row) { return row.next() ? row.integer(0) : 0; }

}  // namespace

Result<ServiceFigures> service_figures(Readers& readers, Date day) {
  return readers.read<ServiceFigures>([&](Connection& db) -> Result<ServiceFigures> {
    ServiceFigures figures;
    StatusCounts statuses = status_counts(db);
    figures.letters = std::move(statuses.letters);
    figures.codes = std::move(statuses.codes);
    Query batches = db.query(
        "SELECT state, min(sealed_at) FROM batches WHERE state IN ('sealed', 'rendered', 'dispatched', 'held') "
        "GROUP BY state");
    while (batches.next()) figures.oldest_batches.emplace(batches.text(0), batches.instant(1));
    figures.alarms = counts_of(db, "SELECT kind, count(*) FROM alarms WHERE closed_at IS NULL GROUP BY kind");
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
