#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <sqlite3.h>

#include "core/bytes.hpp"
#include "core/files.hpp"
#include "core/instant.hpp"

namespace postproof::store {

/// A failure of SQLite as an exception: thrown only inside this folder and turned into an Error once, where a
/// transaction or a query ends (see error_of).
class SqliteFailure {
 public:
  SqliteFailure(int code, std::string what) : code_(code), what_(std::move(what)) {}
  int code() const { return code_; }
  const std::string& what() const { return what_; }

 private:
  int code_;
  std::string what_;
};

/// service_unavailable, disk_full or data_corrupt, with SQLite's own sentence.
Error error_of(const SqliteFailure& failure);

/// A prepared statement that is being run: values bound in order, rows read in order, reset when it goes out of scope.
class Query {
 public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  Query(Query&& other) noexcept
      : statement_(std::exchange(other.statement_, nullptr)), next_(other.next_), lifetime_(other.lifetime_) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;
  ~Query();

  Query& bind(std::int64_t value);
  Query& bind(int value) { return bind(std::int64_t{value}); }
  Query& bind(std::string_view text);
  Query& bind(const std::string& text) { return bind(std::string_view{text}); }
  Query& bind(const char* text) { return bind(std::string_view{text}); }
  Query& bind(ByteView blob);
  Query& bind(const Bytes& blob) { return bind(ByteView{blob}); }
  Query& bind(Instant instant) { return bind(unix_seconds_of(instant)); }
  Query& bind_null();
  template <class T>
  Query& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }
  template <class... Values>
  Query& with(const Values&... values) {
    (bind(values), ...);
    return *this;
  }

  /// Binds the values without copying them and runs a statement that gives no rows; returns how many rows it changed.
  template <class... Values>
  std::int64_t run_with(const Values&... values) {
    lifetime_ = SQLITE_STATIC;  // they outlive the run, which ends here
    (bind(values), ...);
    return run();
  }

  /// Goes to the next row; false at the end.
  bool next();
  /// Runs a statement that gives no rows; returns how many rows it changed.
  std::int64_t run();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  int small(int column) const { return static_cast<int>(integer(column)); }
  std::string text(int column) const;
  Bytes blob(int column) const;
  Instant instant(int column) const { return instant_of(integer(column)); }
  std::optional<Instant> maybe_instant(int column) const;
  std::optional<std::string> maybe_text(int column) const;

 private:
  sqlite3_stmt* statement_;
  int next_ = 1;
  sqlite3_destructor_type lifetime_ = SQLITE_TRANSIENT;
};

/// One connection with its cache of prepared statements. One thread at a time.
class Connection {
 public:
  enum class Mode { read_only, read_write };
  /// How long a statement waits for a lock of another connection.
  static constexpr int busy_timeout_ms = 30'000;
  /// Throws SqliteFailure.
  Connection(const Path& file, Mode mode);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// `sql` must live as long as the connection (a literal): its address is the key of the cache.
  Query query(std::string_view sql);
  /// Runs a statement of the cache that gives no rows: BEGIN, COMMIT and the like.
  void step(std::string_view sql) { query(sql).run(); }
  /// Runs any SQL text; nothing of it is kept.
  void execute(const char* sql);
  std::int64_t last_row() const;
  sqlite3* handle() const { return database_; }

 private:
  sqlite3* database_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace postproof::store
