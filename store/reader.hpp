#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/result.hpp"
#include "store/sqlite.hpp"

namespace postproof::store {

/// Read-only connections, lent one at a time to whoever reads; more are opened while all are lent. Any thread.
class Readers {
 public:
  /// `first` was opened and has read while the write lock was held, so that no reader ever recovers the log.
  Readers(Path file, std::unique_ptr<Connection> first);

  /// From now on the file is read where it lies in the system's memory, without copies (its first 2 GiB); a page that
  /// the disk cannot give then ends the process instead of being an error. Called before there are other threads.
  void map_file();

  /// Runs `query` with a connection in one read transaction and translates SQLite's failures.
  template <class T>
  Result<T> read(const std::function<Result<T>(Connection&)>& query) {
    return lend<T>([&](Connection& connection) {
      connection.step("BEGIN");
      Result<T> result = query(connection);
      connection.step("COMMIT");
      return result;
    });
  }

  /// The same for a query of one statement, which is a transaction by itself.
  template <class T>
  Result<T> read_once(const std::function<Result<T>(Connection&)>& query) {
    return lend<T>(query);
  }

 private:
  struct Lent {
    explicit Lent(Readers& owner) : readers(owner), connection(owner.take()) {}
    ~Lent();
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Readers& readers;
    std::unique_ptr<Connection> connection;
  };

  template <class T, class Work>
  Result<T> lend(const Work& work) {
    try {
      Lent lent(*this);
      return work(*lent.connection);
    } catch (const SqliteFailure& failure) {
      return error_of(failure);
    }
  }

  std::unique_ptr<Connection> take();

  Path file_;
  std::mutex mutex_;
  bool is_mapped_ = false;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace postproof::store
