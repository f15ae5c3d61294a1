#pragma once

#include <set>
#include <string>

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::store {

/// The ids of all batches that a backup knows. file_invalid if the file is no sound backup of ours.
Result<std::set<std::string>> batches_in_backup(const Path& backup);

/// Replaces the whole content of `database` by that of `backup`, in place and in one transaction: whoever has it open
/// sees either the old or the new content. Waits for the write lock. The floor of time does not go back. file_invalid,
/// service_unavailable, io_failed.
Result<void> restore_database(const Path& database, const Path& backup);

}  // namespace postproof::store
