#pragma once

#include <string>
#include <vector>

#include <sqlite3.h>

#include "core/files.hpp"

namespace postproof::test {

/// A database file as SQLite itself sees it, past the failing disk and the product's code. File and log stay as they
/// are. Everything throws if SQLite refuses.
class RawDatabase {
 public:
  explicit RawDatabase(const Path& file);
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;
  ~RawDatabase();

  /// Rows as text: blobs in hexadecimal digits, null as "".
  std::vector<std::vector<std::string>> rows(const std::string& sql) const;
  /// The first column of the first row; "" if there is none.
  std::string value(const std::string& sql) const;

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace postproof::test
