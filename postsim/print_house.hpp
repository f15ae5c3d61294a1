#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/files.hpp"
#include "core/result.hpp"
#include "postsim/ack_desk.hpp"
#include "postsim/faults.hpp"
#include "postsim/ledger.hpp"
#include "postsim/manifest.hpp"
#include "postsim/pdf_pages.hpp"
#include "postsim/seals.hpp"

namespace postproof::postsim {

/// Where the print house finds and leaves things.
struct PrintHousePlaces {
  Path in;           ///< batch folders
  Path acks;         ///< acknowledgements
  Path own;          ///< `<data>/postsim`
  Path key;          ///< its private key (PEM), for encrypted letters and signatures
  Path certificate;  ///< its certificate (PEM), for signatures
  Path sender = {};  ///< the sender's certificate (PEM), for signatures of manifests
};

/// Takes complete batches (`DONE` there) from a folder, verifies, prints and acknowledges them. Batches stay where they
/// are; copies of their letters are kept. One object is for one thread; several processes may look at the same folders:
/// no batch is printed twice.
class PrintHouse {
 public:
  /// Borrows files and clock. `attempt` names this process among those that may work at the same time.
  PrintHouse(Files& files, const Clock& clock, PrintHousePlaces places, std::string attempt);

  /// What a look around brought: lines for people, without personal data, none twice in a row about one batch; and how
  /// many batches another look may mend (a broken disk, a missing key).
  struct Looked {
    std::vector<std::string> lines;
    int troubled = 0;
  };
  /// Looks at all batches once. `asked`: somebody asked for this look, so acknowledgements that have got lost are given
  /// again.
  Result<Looked> look(bool asked);

 private:
  Result<std::string> attend(const std::string& batch_id, bool asked);
  Result<std::string> give(const std::string& batch_id, std::string text, bool asked, std::string line);
  Result<std::string> refuse(const std::string& batch_id, ByteView manifest, const Error& reason, bool asked);
  SealFiles seals() const { return {places_.key, places_.certificate, places_.sender}; }
  Result<std::string> print(const Manifest& manifest, const std::string& manifest_sha256, bool asked);
  Result<void> print_letters(const Manifest& manifest, const Path& begun, PrintedBatch& batch);
  Result<void> print_file(const ManifestFile& file, std::span<const IndexRow> rows, const Path& begun,
                          PrintedBatch& batch);
  Result<void> print_letter(const IndexRow& row, const PdfPages& pages, PrintedBatch& batch) const;
  Result<Bytes> read_named(const std::string& batch_id, const ManifestFile& file) const;
  Result<void> check_folder(const Manifest& manifest) const;
  Result<void> check_seals(const Manifest& manifest, ByteView text) const;
  Result<std::string> hand_over_of(const std::string& batch_id) const;
  Result<Path> refusal_of(const std::string& batch_id, const std::string& manifest_sha256) const;

  Files& files_;
  const Clock& clock_;
  PrintHousePlaces places_;
  std::string attempt_;
  Ledger ledger_;
  AckDesk desk_;
  Faults faults_;
  std::map<std::string, std::string> said_;  ///< the last line about each batch
};

}  // namespace postproof::postsim
