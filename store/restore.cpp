#include "store/restore.hpp"

#include "store/migrations.hpp"
#include "store/sqlite.hpp"
#include "store/write_lock.hpp"

namespace postproof::store {

namespace {

Error no_backup(const Path& file, const std::string& why) {
  return error(ErrorKind::file_invalid, file.string() + " is no backup of ours: " + why + "; nothing was changed");
}

Result<void> check(Connection& connection, const Path& file) {
  if (schema_version(connection) < 1) return no_backup(file, "it has no schema");
  Query owner = connection.query("PRAGMA application_id");
  if (!owner.next() || owner.integer(0) != our_application_id) return no_backup(file, "it belongs to another program");
  if (schema_version(connection) > migrations().back().to_version) return no_backup(file, "a newer postproof made it");
  Query sound = connection.query("PRAGMA integrity_check(1)");
  if (!sound.next() || sound.text(0) != "ok") return no_backup(file, "it is damaged");
  return success();
}

std::int64_t floor_of(Connection& connection) {
  Query row = connection.query("SELECT value FROM meta WHERE key = 'clock_floor'");
  return row.next() ? row.integer(0) : 0;
}

void copy(Connection& from, Connection& to) {
  sqlite3_backup* copying = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (copying == nullptr) throw SqliteFailure(sqlite3_errcode(to.handle()), sqlite3_errmsg(to.handle()));
  sqlite3_backup_step(copying, -1);
  const int code = sqlite3_backup_finish(copying);
  if (code != SQLITE_OK) throw SqliteFailure(code, sqlite3_errmsg(to.handle()));
}

Result<void> replace(const Path& database, const Path& backup) {
  try {
    Connection source(backup, Connection::Mode::read_only);
    PP_TRYV(check(source, backup));
    Connection target(database, Connection::Mode::read_write);
    const std::int64_t floor = floor_of(target);
    copy(source, target);
    PP_TRYV(migrate(target));
    target
        .query(
            "INSERT INTO meta (key, value) VALUES ('clock_floor', ?1) "
            "ON CONFLICT (key) DO UPDATE SET value = ?1 WHERE value < ?1")
        .bind(floor)
        .run();
    return success();
  } catch (const SqliteFailure& failure) {
    return error_of(failure);
  }
}

}  // namespace

Result<std::set<std::string>> batches_in_backup(const Path& backup) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(backup, failure)) return no_backup(backup, "there is no such file");
  try {
    Connection connection(backup, Connection::Mode::read_only);
    PP_TRYV(check(connection, backup));
    std::set<std::string> ids;
    Query row = connection.query("SELECT batch_id FROM batches");
    while (row.next()) ids.insert(row.text(0));
    return ids;
  } catch (const SqliteFailure& broken) {
    return no_backup(backup, broken.what());
  }
}

Result<void> restore_database(const Path& database, const Path& backup) {
  PP_TRY(WriteLock lock, WriteLock::open(database));
  PP_TRYV(lock.acquire());
  Result<void> replaced = replace(database, backup);
  lock.release();
  return replaced;
}

}  // namespace postproof::store
