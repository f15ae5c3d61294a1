#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "batches/batch.hpp"
#include "batches/courier_local.hpp"
#include "core/files.hpp"
#include "core/remote_folder.hpp"

namespace postproof::batches {

/// A file of a batch folder that must arrive with this content.
struct Consignment {
  std::string name;
  Digest sha256{};
};

/// What is known of earlier hand-overs of the batch, and what the courier asks on its way. Empty functions are not
/// called.
struct HandOver {
  /// An earlier hand-over may have shown `DONE`, so the print house may have taken the folder away.
  bool may_be_taken = false;
  /// Called when everything lies there but `DONE` and the files that bind, before they can appear: the intent is
  /// committed here. Its error ends the delivery.
  std::function<Result<void>()> before_done;
  /// How many of the last files bind us once they can be seen: the manifest, and its signature before it.
  std::size_t binding = 0;
  /// Asked when the folder may have been taken away: whether the print house has acknowledged this very batch.
  std::function<Result<bool>()> acknowledged;
  /// Files of ours that an earlier, unfinished hand-over may have left and that are not to be there (a batch that was
  /// withdrawn): removed as long as `DONE` was never seen.
  std::vector<std::string> obsolete;
};

/// How often a print house that fails is tried again.
struct Patience {
  /// Failures in a row, without a file arriving in between, after which a person is called (state_conflict). 0: the
  /// first failure goes to the caller as it is.
  int attempts = 0;
  /// Waits 1, 2, 4 ... 60 s between the tries.
  std::function<void(std::chrono::seconds)> wait;
};

/// Brings a complete batch folder to the print house. Not for several threads at once.
class Courier {
 public:
  virtual ~Courier() = default;
  /// Hands over the folder's files under the batch's id, `DONE` last. What lies there already with the same content is
  /// left alone, so a repetition after any interruption is safe; once `DONE` can have been seen, a folder that is gone
  /// is not sent again unless the caller says that it cannot have been taken. data_corrupt if a file of ours changed;
  /// state_conflict if a person must look: something else lies there under a name of ours (nothing was overwritten),
  /// the folder was taken away, the print house refuses us, or it failed too often. Other errors may be tried again by
  /// a later run.
  virtual Result<void> deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files,
                               const HandOver& hand_over) = 0;
  Result<void> deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files) {
    return deliver(batch, folder, files, HandOver{});
  }
};

/// Into any RemoteFolder: every file under a temporary name (`.NAME.part`), its source opened anew on every try, read
/// back and compared by SHA-256 (by size where the print house forbids reading: then only the acknowledgement proves
/// the content), renamed without overwriting; `DONE` last. After a failure it looks at what lies there before it
/// repeats anything.
class RemoteCourier final : public Courier {
 public:
  /// Borrows disk and destination.
  RemoteCourier(Files& files, RemoteFolder& destination, Patience patience)
      : files_(files), destination_(destination), patience_(std::move(patience)) {}
  using Courier::deliver;
  Result<void> deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files,
                       const HandOver& hand_over) override;

 private:
  Files& files_;
  RemoteFolder& destination_;
  Patience patience_;
};

/// The same into a directory that the print house reads (dispatch.kind = "folder").
class FolderCourier final : public Courier {
 public:
  FolderCourier(Files& files, Path destination, Patience patience = {})
      : folder_(files, std::move(destination)), courier_(files, folder_, std::move(patience)) {}
  FolderCourier(const FolderCourier&) = delete;
  FolderCourier& operator=(const FolderCourier&) = delete;
  using Courier::deliver;
  Result<void> deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files,
                       const HandOver& hand_over) override {
    return courier_.deliver(batch, folder, files, hand_over);
  }

 private:
  LocalFolder folder_;
  RemoteCourier courier_;
};

}  // namespace postproof::batches
