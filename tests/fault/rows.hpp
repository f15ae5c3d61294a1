#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"

namespace postproof::test {

/// Rows of a database file as text (blobs in hexadecimal digits, null as ""), read by SQLite itself and none of the
/// product's code, past the failing disk. Leaves file and log as they are. Throws if SQLite refuses.
std::vector<std::vector<std::string>> rows_of(const Path& database, const std::string& sql);

/// The first column of the first row; "" if there is none.
std::string value_of(const Path& database, const std::string& sql);

}  // namespace postproof::test
