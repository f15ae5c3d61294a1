#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/digest.hpp"
#include "core/instant.hpp"
#include "store/sqlite.hpp"

namespace postproof::store {

/// SHA-256 of the bytes.
using HashFunction = std::function<Digest(ByteView)>;

/// One entry as it is read back.
struct AuditEntry {
  std::int64_t sequence = 0;
  Instant at{};
  std::string actor;
  std::string action;
  std::string object;
  std::string data;
  Bytes hash;
};

/// The audit log: entries chained by hash(previous hash, sequence, instant, actor, action, object, data), each text
/// preceded by its length, so that changing, dropping or reordering entries shows. Written inside the transaction of
/// the change it tells of. One thread.
class AuditLog {
 public:
  AuditLog(Connection& connection, HashFunction hash) : connection_(connection), hash_(std::move(hash)) {}

  /// Throws SqliteFailure.
  void append(Instant at, std::string_view actor, std::string_view action, std::string_view object,
              std::string_view data);
  /// Drops what is remembered of the chain's end: at the start of a transaction and after a rollback.
  void forget() { end_.reset(); }

 private:
  struct End {
    std::int64_t sequence = 0;
    Bytes hash;
  };
  Connection& connection_;
  HashFunction hash_;
  std::optional<End> end_;
};

/// The hash that the entry must have after an entry with hash `previous` (empty for the first).
Bytes chained_hash(ByteView previous, const AuditEntry& entry, const HashFunction& hash);

}  // namespace postproof::store
