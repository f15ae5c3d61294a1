#include "store/reader.hpp"

namespace postproof::store {

namespace {

constexpr std::size_t most_idle = 8;

/// Room for the inner pages of the trees of some million letters, which each look-up passes.
std::unique_ptr<Connection> tuned(std::unique_ptr<Connection> connection) {
  connection->execute("PRAGMA cache_size = -16384");
  return connection;
}

void map(Connection& connection) { connection.execute("PRAGMA mmap_size = 4294967296"); }  // the library stops at 2 GiB

}  // namespace

Readers::Readers(Path file, std::unique_ptr<Connection> first) : file_(std::move(file)) {
  idle_.push_back(tuned(std::move(first)));
}

void Readers::map_file() {
  const std::lock_guard guard(mutex_);
  is_mapped_ = true;
  for (const auto& connection : idle_) map(*connection);
}

std::unique_ptr<Connection> Readers::take() {
  bool is_mapped = false;
  {
    const std::lock_guard guard(mutex_);
    is_mapped = is_mapped_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto connection = tuned(std::make_unique<Connection>(file_, Connection::Mode::read_only));
  if (is_mapped) map(*connection);
  return connection;
}

Readers::Lent::~Lent() {
  if (sqlite3_get_autocommit(connection->handle()) == 0) {
    sqlite3_exec(connection->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  const std::lock_guard guard(readers.mutex_);
  if (readers.idle_.size() < most_idle) readers.idle_.push_back(std::move(connection));
}

}  // namespace postproof::store
