#pragma once

#include "core/files.hpp"

namespace postproof::system {

/// The disk of the machine (POSIX.1-2008 and Linux). Keeps the contract of Files; beyond it:
/// - read follows symbolic links and never waits (a pipe is refused, not opened for good);
/// - write_synced always makes a fresh file: a link or a file that stands there is removed, never written through; the
///   directory is synced too; after a failure nothing stands there;
/// - renames sync both directories; make_directories gives new ones the mode 0750 and syncs the parents;
/// - remove_all does not follow symbolic links.
/// Any thread.
class PosixFiles final : public Files {
 public:
  bool exists(const Path& path) const override;
  Result<Bytes> read(const Path& path, std::uint64_t most_bytes) const override;
  Result<void> write_synced(const Path& path, ByteView content, unsigned mode = 0640) override;
  Result<void> rename_new(const Path& from, const Path& to) override;
  Result<void> rename_over(const Path& from, const Path& to) override;
  Result<void> make_directories(const Path& path) override;
  Result<void> sync_directory(const Path& path) override;
  Result<std::vector<std::string>> list(const Path& directory, std::size_t most) const override;
  Result<void> remove_all(const Path& path) override;
  Result<std::uint64_t> size(const Path& path) const override;
  Result<unsigned> mode(const Path& path) const override;
  Result<std::uint64_t> free_space(const Path& path) const override;
};

}  // namespace postproof::system
