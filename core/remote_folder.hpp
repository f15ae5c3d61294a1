#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace postproof {

/// One name in a partner's directory, as the partner tells it: hostile until checked.
struct RemoteEntry {
  std::string name;
  bool regular = true;                 ///< no directory, link or device, as far as the partner tells
  std::optional<std::uint64_t> bytes;  ///< absent where the partner does not tell
};

/// A directory of a partner, local or across a network, to which files are brought. Paths are relative to it, with
/// slashes, made of names of ours; "" is the directory itself. Errors:
/// - not_found: the path, or the directory it should be in, is not there;
/// - forbidden: the partner does not permit it;
/// - unauthenticated: the partner refuses us, or is not the one that was pinned;
/// - state_conflict: a name is taken (rename_new);
/// - file_invalid: more than the bound;
/// - remote_failed, io_failed, disk_full: anything else. It may have been done all the same: look before repeating.
/// Not for several threads at once.
class RemoteFolder {
 public:
  using Sink = std::function<void(ByteView part)>;

  virtual ~RemoteFolder() = default;
  /// The names in a directory, in no order; at most `most` of them.
  virtual Result<std::vector<RemoteEntry>> list(const std::string& directory, std::size_t most) = 0;
  /// Gives the whole content to `sink`, part by part; more than `most_bytes` is file_invalid. After an error the sink
  /// may have had some of it.
  virtual Result<void> read(const std::string& path, std::uint64_t most_bytes, const Sink& sink) = 0;
  /// Writes a file from its first byte on; one that is there is replaced. A failure in between leaves an incomplete
  /// file: for temporary names only.
  virtual Result<void> write(const std::string& path, ByteView content) = 0;
  /// Renames without overwriting. A partner across a network may not tell a taken name from another failure.
  virtual Result<void> rename_new(const std::string& from, const std::string& to) = 0;
  /// Makes a directory; one that is there is success.
  virtual Result<void> make_directory(const std::string& path) = 0;
  /// Removes a file; none there is success.
  virtual Result<void> remove_file(const std::string& path) = 0;
  /// Where a path is, for people.
  virtual std::string describe(const std::string& path) const = 0;
};

}  // namespace postproof
