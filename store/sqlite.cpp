#include "store/sqlite.hpp"

#include "core/ensure.hpp"

namespace postproof::store {

namespace {

[[noreturn]] void raise(sqlite3* database, int code) {
  throw SqliteFailure(code, database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

void must_bind(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) raise(sqlite3_db_handle(statement), code);
}

/// Before the library is first used: statistics of memory would put one lock around every allocation of all threads.
void tune_library() {
  static const int tuned = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)tuned;  // refused where somebody has used the library before; it is then only slower
}

}  // namespace

Error error_of(const SqliteFailure& failure) {
  const int primary = failure.code() & 0xFF;
  if (primary == SQLITE_FULL) return error(ErrorKind::disk_full, "the disk of the database is full");
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
    return error(ErrorKind::data_corrupt,
                 "the database is damaged: " + failure.what() + "; stop the service and restore a backup");
  }
  return error(ErrorKind::service_unavailable, "the database cannot do this now: " + failure.what());
}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  must_bind(statement_, sqlite3_bind_int64(statement_, next_++, value));
  return *this;
}

Query& Query::bind(std::string_view text) {
  const char* data = text.data() != nullptr ? text.data() : "";
  must_bind(statement_, sqlite3_bind_text64(statement_, next_++, data, text.size(), lifetime_, SQLITE_UTF8));
  return *this;
}

Query& Query::bind(ByteView blob) {
  static constexpr std::uint8_t nothing = 0;
  const void* data = blob.empty() ? &nothing : blob.data();
  must_bind(statement_, sqlite3_bind_blob64(statement_, next_++, data, blob.size(), lifetime_));
  return *this;
}

Query& Query::bind_null() {
  must_bind(statement_, sqlite3_bind_null(statement_, next_++));
  return *this;
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) raise(sqlite3_db_handle(statement_), code);
  return false;
}

std::int64_t Query::run() {
  while (next()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(statement_));
}

bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string{} : std::string(data, static_cast<std::size_t>(size));
}

Bytes Query::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? Bytes{} : Bytes(data, data + size);
}

std::optional<Instant> Query::maybe_instant(int column) const {
  return is_null(column) ? std::nullopt : std::optional{instant(column)};
}

std::optional<std::string> Query::maybe_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional{text(column)};
}

Connection::Connection(const Path& file, Mode mode) {
  tune_library();
  const int flags = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(file.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    SqliteFailure failure(code, std::string(file.string()) + ": " + sqlite3_errstr(code));
    sqlite3_close(database_);
    throw failure;
  }
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_busy_timeout(database_, busy_timeout_ms);
  // Only the holder of the write lock may checkpoint; closing the last connection must not do it by itself.
  sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_limit(database_, SQLITE_LIMIT_ATTACHED, 1);
  // Room for the small allocations of many statements at a time without the general allocator.
  sqlite3_db_config(database_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 1200, 400);
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  ensure(sqlite3_close(database_) == SQLITE_OK, "no statement outlives its connection");
}

Query Connection::query(std::string_view sql) {
  const auto known = statements_.find(sql.data());
  if (known != statements_.end()) {
    ensure(sql == sqlite3_sql(known->second), "the text of a statement is not changed");
    ensure(sqlite3_stmt_busy(known->second) == 0, "a statement is not used inside its own loop");
    return Query(known->second);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) raise(database_, code);
  statements_.emplace(sql.data(), statement);
  return Query(statement);
}

void Connection::execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(database_, code);
}

std::int64_t Connection::last_row() const { return sqlite3_last_insert_rowid(database_); }

}  // namespace postproof::store
