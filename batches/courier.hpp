#pragma once

#include <string>
#include <vector>

#include "batches/batch.hpp"
#include "core/files.hpp"

namespace postproof::batches {

/// A file of a batch folder that must arrive with this content.
struct Consignment {
  std::string name;
  Digest sha256{};
};

/// Brings a complete batch folder to the print house.
class Courier {
 public:
  virtual ~Courier() = default;
  /// Hands over the folder's files under the batch's id, `DONE` last. What lies there already with the same content is
  /// left alone, so a repetition after any interruption is safe. state_conflict if something else lies there under a
  /// name of ours: nothing was overwritten, a person must look. Other errors may be tried again.
  virtual Result<void> deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files) = 0;
};

/// Into a directory that the print house reads (dispatch.kind = "folder"): every file under a temporary name, synced,
/// read back and compared, renamed without overwriting; `DONE` last.
class FolderCourier final : public Courier {
 public:
  FolderCourier(Files& files, Path destination) : files_(files), destination_(std::move(destination)) {}
  Result<void> deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files) override;

 private:
  Result<void> deliver_one(const Path& from, const Path& to_folder, const Consignment& file);

  Files& files_;
  Path destination_;
};

}  // namespace postproof::batches
