#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"
#include "postsim/acknowledgement.hpp"

namespace postproof::postsim {

/// One sheet of paper that left the print house.
struct PrintedLetter {
  std::string track_number;
  std::string file;  ///< name of the PDF (or .pdf.p7m) beside the record
  int page = 0;
  std::string index;
  std::string surname;
  int prints = 1;
};

/// What the print house remembers about one batch.
struct PrintedBatch {
  std::string batch_id;
  std::string manifest_sha256;
  Instant printed_at;
  std::vector<PrintedLetter> letters;
  std::vector<RejectedLetter> spoilt;
};

/// The print house's own records: `<data>/postsim/prints/<batch_id>/` with `record.json`, `ack.json` and the letter
/// files as handed over. A folder appears under its name when it is complete and never changes. Several processes may
/// read and write one ledger; one object is for one thread.
class Ledger {
 public:
  /// Borrows `files`. `root` is `<data>/postsim`.
  Ledger(Files& files, Path root) : files_(files), root_(std::move(root)) {}

  /// Takes in what other processes have added.
  Result<void> refresh();

  /// Borrowed until the next refresh or add; null if unknown.
  const PrintedBatch* batch(std::string_view batch_id) const;
  const std::map<std::string, PrintedBatch, std::less<>>& batches() const { return batches_; }
  struct Found {
    const PrintedBatch* batch = nullptr;
    const PrintedLetter* letter = nullptr;
  };
  /// Both null if no letter with this number was printed.
  Found find(std::string_view track_number) const;
  /// True if the number was printed or spoilt: it must not come again.
  bool knows(std::string_view track_number) const;

  /// A folder of its own to put the letter files of a batch into before add(); an earlier attempt's is emptied.
  Result<Path> begin(std::string_view batch_id, std::string_view attempt);
  /// Writes the record and the acknowledgement and names the folder. state_conflict if another process was faster.
  Result<void> add(PrintedBatch batch, std::string_view acknowledgement, const Path& begun);

  Path folder(std::string_view batch_id) const { return root_ / "prints" / batch_id; }
  Result<std::string> acknowledgement(std::string_view batch_id) const;

 private:
  Result<void> load(const std::string& batch_id);
  void take(PrintedBatch batch);

  struct Place {
    std::string batch_id;
    std::size_t position = 0;
  };

  Files& files_;
  Path root_;
  std::map<std::string, PrintedBatch, std::less<>> batches_;
  std::map<std::string, Place, std::less<>> places_;
  std::set<std::string, std::less<>> spoilt_;
};

}  // namespace postproof::postsim
