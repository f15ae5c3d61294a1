#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "tests/fault/onlooker.hpp"
#include "tests/support/certificates.hpp"

namespace postproof::test {

/// A print house that keeps a book of what it prints: every complete batch that it sees, and no batch id twice unless
/// it is given the folder once more. Either it takes the folder away as soon as it sees `DONE`, or it leaves it there.
class Ledger {
 public:
  Ledger(const Path& folder, bool takes, std::optional<TestCertificate> signs)
      : in_(folder / "in"), taken_(folder / "taken"), acks_(folder / "acks"), takes_(takes), signs_(std::move(signs)) {}

  /// `DONE` was seen in the batch's folder.
  void complete(const std::string& batch);
  /// Accepts every batch that was printed and not answered yet, as files in acks/.
  void answer();

  /// Takes away what it left lying.
  void take_all();
  /// Reads the book of a print house that has taken and answered all there is.
  void recall();

  /// Track number → how often it was printed.
  const std::map<std::string, int>& printed() const { return printed_; }
  /// Batch → its manifest, in the order of the ids.
  const std::map<std::string, SeenManifest>& batches() const { return batches_; }
  const std::vector<std::string>& violations() const { return violations_; }

  /// Where the batch lies now.
  Path folder_of(const std::string& batch) const;
  const Path& in() const { return in_; }
  const Path& acks() const { return acks_; }

 private:
  void print(const std::string& batch, const Path& folder);

  Path in_;
  Path taken_;
  Path acks_;
  bool takes_;
  std::optional<TestCertificate> signs_;
  std::map<std::string, int> printed_;
  std::map<std::string, SeenManifest> batches_;
  std::set<std::string> answered_;
  std::vector<std::string> violations_;
};

/// The track numbers of an index.csv, in its order.
std::vector<std::string> numbers_in_index(const Path& file);

}  // namespace postproof::test
