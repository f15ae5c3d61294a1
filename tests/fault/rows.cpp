#include "tests/fault/rows.hpp"

#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <sqlite3.h>

namespace postproof::test {

namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

void demand(bool holds, sqlite3* database) {
  if (!holds) throw std::runtime_error(std::string("SQLite in a test: ") + sqlite3_errmsg(database));
}

std::string cell_of(sqlite3_stmt* row, int column) {
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
  if (sqlite3_column_type(row, column) != SQLITE_BLOB) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return text == nullptr ? std::string()
                           : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
  }
  const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(row, column));
  std::string digits;
  for (std::size_t i = 0; i < size; ++i) digits += fmt::format("{:02x}", bytes[i]);
  return digits;
}

}  // namespace

RawDatabase::RawDatabase(const Path& file) {
  // For writing, because a log that was left behind must be recovered before it can be read.
  const int code = sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE, "unix");
  demand(code == SQLITE_OK, database_);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

RawDatabase::~RawDatabase() { sqlite3_close(database_); }

std::vector<std::vector<std::string>> RawDatabase::rows(const std::string& sql) const {
  sqlite3_stmt* prepared = nullptr;
  demand(sqlite3_prepare_v2(database_, sql.c_str(), -1, &prepared, nullptr) == SQLITE_OK, database_);
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(prepared);
  std::vector<std::vector<std::string>> rows;
  int step = 0;
  while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
    std::vector<std::string>& row = rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(prepared); ++i) row.push_back(cell_of(prepared, i));
  }
  demand(step == SQLITE_DONE, database_);
  return rows;
}

std::string RawDatabase::value(const std::string& sql) const {
  const auto found = rows(sql);
  return found.empty() ? std::string() : found.front().front();
}

}  // namespace postproof::test
