#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace postproof::test {

/// What a manifest says, read without the product's reader.
struct SeenManifest {
  bool withdrawn = false;
  std::int64_t letters = 0;
  std::string sha256;  ///< of its own bytes
  std::string previous;
  std::int64_t sequence = 0;
  std::map<std::string, std::string> files;  ///< name → SHA-256 in hexadecimal digits
};

/// Throws if it is none.
SeenManifest read_seen_manifest(const Path& file);

/// Looks at the outbox and at the print house after every operation, and writes down what must never be seen:
/// - a folder or file under a final name that is not complete (invariants 11 and 12 of the project's fault tests);
/// - a batch id that shows another content than before (13).
/// Hashes are remembered by the file's identity and change time, so that looking again costs little.
class Onlooker {
 public:
  Onlooker(Path outbox, Path print_house) : outbox_(std::move(outbox)), print_house_(std::move(print_house)) {}

  void look();
  const std::vector<std::string>& violations() const { return violations_; }

  /// Called for every folder of the print house in which `DONE` is seen.
  std::function<void(const std::string& batch)> complete;

 private:
  void look_at_outbox();
  void look_at_print_house();
  void look_at_batch(const std::string& batch);
  bool is_whole(const Path& folder, const std::string& where);
  std::string sha256_of(const Path& file);
  void violation(std::string sentence);

  Path outbox_;
  Path print_house_;
  std::vector<std::string> violations_;
  std::map<std::string, std::string> hashes_;          // identity of a file → its SHA-256
  std::map<std::string, std::set<std::string>> made_;  // "batch/name" → what it was in the outbox
  std::map<std::string, std::string> shown_;           // batch → SHA-256 of the manifest that was seen with DONE
};

/// The names in a folder, sorted; none if it is not there.
std::vector<std::string> names_of(const Path& folder);

}  // namespace postproof::test
