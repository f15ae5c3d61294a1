#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace postproof {

using Path = std::filesystem::path;

/// The disk, as far as the product writes to it. Every failure is an Error of kind io_failed (disk_full for ENOSPC and
/// EDQUOT, not_found for a missing path) whose detail names the path and the system's reason. Any thread.
class Files {
 public:
  virtual ~Files() = default;
  virtual bool exists(const Path& path) const = 0;
  /// Regular files only (no pipe, device or directory), at most `most_bytes`; more is file_invalid.
  virtual Result<Bytes> read(const Path& path, std::uint64_t most_bytes) const = 0;
  /// Writes a file of this content under this name and syncs it; a file already there is replaced. A crash in between
  /// leaves an incomplete file: for temporary names, followed by a rename. Mode bits as given (umask is not applied).
  virtual Result<void> write_synced(const Path& path, ByteView content, unsigned mode = 0640) = 0;
  /// Renames without overwriting and syncs the directory; state_conflict if `to` exists.
  virtual Result<void> rename_new(const Path& from, const Path& to) = 0;
  /// Renames over whatever `to` was and syncs the directory.
  virtual Result<void> rename_over(const Path& from, const Path& to) = 0;
  virtual Result<void> make_directories(const Path& path) = 0;
  virtual Result<void> sync_directory(const Path& path) = 0;
  /// Names (not paths) in a directory, sorted; at most `most` of them, more is file_invalid.
  virtual Result<std::vector<std::string>> list(const Path& directory, std::size_t most) const = 0;
  /// Removes a file or a whole directory; nothing there is success.
  virtual Result<void> remove_all(const Path& path) = 0;
  virtual Result<std::uint64_t> size(const Path& path) const = 0;
  /// The permission bits (07777) of a file.
  virtual Result<unsigned> mode(const Path& path) const = 0;
  /// Bytes that an unprivileged process may still write on the volume of `path`.
  virtual Result<std::uint64_t> free_space(const Path& path) const = 0;
};

}  // namespace postproof
