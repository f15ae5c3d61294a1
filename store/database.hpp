#pragma once

#include <functional>
#include <memory>

#include "core/clock.hpp"
#include "core/sealer.hpp"
#include "orders/transaction.hpp"
#include "store/night_rows.hpp"
#include "store/notice_rows.hpp"
#include "store/office_rows.hpp"
#include "store/operator_rows.hpp"
#include "store/poll_rows.hpp"
#include "store/reader.hpp"
#include "store/repeated_rows.hpp"
#include "store/service_figures.hpp"
#include "store/sweep_rows.hpp"
#include "store/writer.hpp"

namespace postproof::store {

/// What the database needs of the world; borrowed, and outliving it.
struct DatabaseWorld {
  Sealer& personal;
  Sealer& nonces;
  const Clock& clock;
  HashFunction hash;
  bool notices_wanted = false;
  ZoneOffset zone{std::chrono::hours{3}};  ///< in which notices show instants
};

/// The database of one data folder: one writer, any number of readers, and the ports of the other rooms over them.
class Database {
 public:
  /// Opens an existing database, or makes a new one if `create`; brings the schema up to date, checks that the file is
  /// sound (PRAGMA quick_check where `check`). configuration_invalid, data_corrupt, io_failed, service_unavailable.
  static Result<std::unique_ptr<Database>> open(const Path& file, DatabaseWorld world, bool create, bool check);

  /// Runs use cases of orders/ in a durable transaction; see Writer for threads. Submitted work may be run again after
  /// a rollback (Writer::Again): it gives its outcome anew each time.
  using OrderWork = std::function<Result<void>(orders::Transaction&)>;
  void submit(Instant now, OrderWork work, Writer::Done done);
  Result<void> run(Instant now, OrderWork work);
  /// The same for a request whose answer is kept.
  using KeptWork = std::function<Result<void>(orders::Transaction&, RepeatedRows&)>;
  void submit_kept(Instant now, KeptWork work, Writer::Done done);

  /// See Readers::map_file. For whoever answers many questions about letters here and there, as the service does.
  void map_for_readers() { readers_.map_file(); }

  /// Counts for whoever watches; `day` is that of the service zone. Some tenths of a second for a million letters.
  Result<ServiceFigures> figures(Date day) { return service_figures(readers_, day); }
  WriterFigures writer_figures() const { return writer_.figures(); }

  NightRows& night() { return night_; }
  PollRows& poll() { return poll_; }
  OperatorRows& desk() { return desk_; }
  SweepRows& sweep() { return sweep_; }
  OfficeRows& offices() { return offices_; }
  NoticeRows& notices() { return notices_; }

 private:
  Database(std::unique_ptr<Connection> writer, WriteLock lock, std::unique_ptr<Connection> reader, const Path& file,
           DatabaseWorld world);

  DatabaseWorld world_;
  Readers readers_;
  Writer writer_;
  NightRows night_;
  PollRows poll_;
  OperatorRows desk_;
  SweepRows sweep_;
  OfficeRows offices_;
  NoticeRows notices_;
};

}  // namespace postproof::store
