#include "store/status_counts.hpp"

namespace postproof::store {

std::map<std::string, std::int64_t> counts_of(Connection& connection, std::string_view sql) {
  std::map<std::string, std::int64_t> counts;
  Query row = connection.query(sql);
  while (row.next()) counts[row.text(0)] = row.integer(1);
  return counts;
}

StatusCounts status_counts(Connection& connection) {
  StatusCounts counts{counts_of(connection, "SELECT status, count(*) FROM letters WHERE is_test = 0 GROUP BY status"),
                      counts_of(connection, "SELECT status, count(*) FROM codes GROUP BY status")};
  std::int64_t without_row = 0;
  for (const auto& [status, letters] : counts.letters) without_row += letters;
  for (const auto& [status, codes] : counts.codes) without_row -= codes;
  if (without_row > 0) counts.codes["none"] = without_row;
  return counts;
}

}  // namespace postproof::store
