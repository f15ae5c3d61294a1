#pragma once

#include <string>
#include <vector>

#include "tests/fault/ledger.hpp"
#include "tests/fault/rows.hpp"
#include "tests/fault/witness.hpp"

namespace postproof::test {

/// Everything that is known of a data folder from outside.
struct Evidence {
  Path folder;
  const RawDatabase& database;
  Path outbox;
  bool encrypted = true;
  const Ledger& ledger;
  Witness& witness;
  int accepted = 0;  ///< orders that were placed
};

/// What must hold whenever no process is at work on the folder, however the last one ended: sentences that begin with
/// the number of the invariant that is broken. Read from the database file and the folders alone.
std::vector<std::string> unsafe(const Evidence& evidence);

/// What must hold besides when everything was said and done: nothing waits, nothing is left over.
std::vector<std::string> unfinished(const Evidence& evidence);

/// The files below a folder in whose bytes one of the needles lies, and which one.
std::vector<std::string> files_with(const Path& folder, const std::set<std::string>& needles);

}  // namespace postproof::test
