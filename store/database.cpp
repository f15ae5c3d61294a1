#include "store/database.hpp"

#include "store/migrations.hpp"
#include "store/order_rows.hpp"

namespace postproof::store {

namespace {

void prepare(Connection& connection) {
  connection.execute("PRAGMA journal_mode = WAL");
  connection.execute("PRAGMA synchronous = FULL");
  connection.execute("PRAGMA secure_delete = ON");
  connection.execute("PRAGMA foreign_keys = ON");
  connection.execute("PRAGMA cache_size = -65536");
  connection.execute("PRAGMA temp_store = MEMORY");
  // Pages are moved from the log into the database less often, each fewer times, still in some hundredths of a second.
  connection.execute("PRAGMA wal_autocheckpoint = 4000");
}

Result<void> check_sound(Connection& connection) {
  Query row = connection.query("PRAGMA quick_check(1)");
  if (!row.next() || row.text(0) != "ok") {
    return fail(ErrorKind::data_corrupt, "the database is damaged; stop the service and restore a backup");
  }
  return success();
}

struct Opened {
  std::unique_ptr<Connection> writer;
  std::unique_ptr<Connection> reader;
};

Result<Opened> open_connections(const Path& file, bool check) {
  try {
    Opened opened;
    opened.writer = std::make_unique<Connection>(file, Connection::Mode::read_write);
    PP_TRYV(refuse_foreign(*opened.writer));
    prepare(*opened.writer);
    PP_TRYV(migrate(*opened.writer));
    if (check) {
      PP_TRYV(check_sound(*opened.writer));
    }
    opened.reader = std::make_unique<Connection>(file, Connection::Mode::read_only);
    opened.reader->execute("SELECT count(*) FROM sqlite_schema");
    return opened;
  } catch (const SqliteFailure& failure) {
    return error_of(failure);
  }
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const Path& file, DatabaseWorld world, bool create, bool check) {
  std::error_code ignored;
  if (!create && !std::filesystem::exists(file, ignored)) {
    return fail(ErrorKind::configuration_invalid,
                "there is no database at " + file.string() + "; make a data folder with 'postproof init --dir DIR'");
  }
  PP_TRY(WriteLock lock, WriteLock::open(file));
  PP_TRYV(lock.acquire());
  Result<Opened> opened = open_connections(file, check);
  lock.release();
  if (!opened) return opened.error();
  return std::unique_ptr<Database>(new Database(std::move(opened.value().writer), std::move(lock),
                                                std::move(opened.value().reader), file, std::move(world)));
}

Database::Database(std::unique_ptr<Connection> writer, WriteLock lock, std::unique_ptr<Connection> reader,
                   const Path& file, DatabaseWorld world)
    : world_(std::move(world)),
      readers_(file, std::move(reader)),
      writer_(std::move(writer), std::move(lock), world_.hash, world_.zone),
      night_(writer_, readers_, world_.personal, world_.nonces, world_.notices_wanted),
      poll_(writer_, readers_, world_.personal, world_.clock, world_.notices_wanted),
      desk_(writer_, readers_, world_.personal, world_.hash),
      sweep_(writer_, readers_, world_.personal, world_.notices_wanted),
      offices_(writer_, readers_, world_.clock),
      notices_(writer_, readers_, world_.hash) {}

void Database::submit(Instant now, OrderWork work, Writer::Done done) {
  writer_.submit(
      now,
      [this, work = std::move(work)](WriteScope& scope) -> Result<void> {
        OrderRows rows(scope, world_.personal, world_.notices_wanted);
        return work(rows);
      },
      std::move(done), Writer::Again::may);
}

void Database::submit_kept(Instant now, KeptWork work, Writer::Done done) {
  writer_.submit(
      now,
      [this, work = std::move(work)](WriteScope& scope) -> Result<void> {
        OrderRows rows(scope, world_.personal, world_.notices_wanted);
        RepeatedRows repeated(scope.connection);
        return work(rows, repeated);
      },
      std::move(done), Writer::Again::may);
}

Result<void> Database::run(Instant now, OrderWork work) {
  return writer_.run(now, [&](WriteScope& scope) -> Result<void> {
    OrderRows rows(scope, world_.personal, world_.notices_wanted);
    return work(rows);
  });
}

}  // namespace postproof::store
