#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "codegen/key_ring.hpp"
#include "core/files.hpp"

namespace postproof::app {

/// The key ring as its file is now: another process may rotate or revoke a key at any time. A file that becomes
/// unreadable leaves the last good ring in force. Any thread.
class LiveKeys {
 public:
  /// key_unusable if the file cannot be used.
  static Result<std::unique_ptr<LiveKeys>> open(const Path& file, const Files& files);

  /// The ring; looks at the file's instant of change, inode and size each time and reads it again when one differs.
  std::shared_ptr<const codegen::KeyRing> ring() const;

 private:
  /// What tells one version of the file from the next: instants alone advance in steps of some milliseconds.
  struct Version {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    friend bool operator==(const Version&, const Version&) = default;
  };
  /// Nothing for a file that cannot be looked at.
  std::optional<Version> look() const;

  LiveKeys(Path file, const Files& files) : file_(std::move(file)), files_(files) {}

  Path file_;
  const Files& files_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const codegen::KeyRing> ring_;
  mutable std::optional<Version> seen_;
};

}  // namespace postproof::app
