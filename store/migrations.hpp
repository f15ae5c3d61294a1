#pragma once

#include <span>

#include "core/result.hpp"
#include "store/sqlite.hpp"

namespace postproof::store {

/// One step from a schema version to the next. A step that was released is never edited.
struct Migration {
  int to_version;
  const char* sql;
};

/// What marks a database file as ours (PRAGMA application_id): "pprf".
inline constexpr std::int64_t our_application_id = 0x70707266;

/// All steps, ascending from version 1.
std::span<const Migration> migrations();

/// configuration_invalid for a database of another program or of a newer version; nothing is written. Throws
/// SqliteFailure.
Result<void> refuse_foreign(Connection& connection);

/// Brings the database to the newest version, each step in a transaction of its own; an empty file becomes a new
/// database. Refuses what refuse_foreign refuses. The caller holds the write lock. Throws SqliteFailure.
Result<void> migrate(Connection& connection);

/// The version of an open database; 0 for an empty file.
int schema_version(Connection& connection);

}  // namespace postproof::store
