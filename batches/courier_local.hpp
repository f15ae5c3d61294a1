#pragma once

#include "core/files.hpp"
#include "core/remote_folder.hpp"

namespace postproof::batches {

/// A RemoteFolder on our own disk: a directory that the print house reads. Writing syncs; make_directory makes what is
/// missing above it too. Errors of the disk keep their kind (io_failed, disk_full). Borrows the disk.
class LocalFolder final : public RemoteFolder {
 public:
  LocalFolder(Files& files, Path root) : files_(files), root_(std::move(root)) {}

  Result<std::vector<RemoteEntry>> list(const std::string& directory, std::size_t most) override;
  Result<void> read(const std::string& path, std::uint64_t most_bytes, const Sink& sink) override;
  Result<void> write(const std::string& path, ByteView content) override;
  Result<void> rename_new(const std::string& from, const std::string& to) override;
  Result<void> make_directory(const std::string& path) override;
  Result<void> remove_file(const std::string& path) override;
  std::string describe(const std::string& path) const override;

 private:
  Files& files_;
  Path root_;
};

}  // namespace postproof::batches
