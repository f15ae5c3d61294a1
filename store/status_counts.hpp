#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "store/sqlite.hpp"

namespace postproof::store {

/// The rows of a query of a text and a count. Throws SqliteFailure, as the other does.
std::map<std::string, std::int64_t> counts_of(Connection& connection, std::string_view sql);

/// How many letters and codes are in each status; test letters are not counted. Reads both tables whole.
struct StatusCounts {
  std::map<std::string, std::int64_t> letters;
  std::map<std::string, std::int64_t> codes;  ///< `none` included: a letter that was never sealed has no row of a code
};
StatusCounts status_counts(Connection& connection);

}  // namespace postproof::store
