#pragma once

#include <memory>
#include <mutex>

#include "codegen/key_ring.hpp"
#include "core/files.hpp"

namespace postproof::app {

/// The key ring as its file is now: another process may rotate or revoke a key at any time. A file that becomes
/// unreadable leaves the last good ring in force. Any thread.
class LiveKeys {
 public:
  /// key_unusable if the file cannot be used.
  static Result<std::unique_ptr<LiveKeys>> open(const Path& file, const Files& files);

  /// The ring; looks at the file's instant of change each time and reads it again when that moved.
  std::shared_ptr<const codegen::KeyRing> ring() const;

 private:
  LiveKeys(Path file, const Files& files) : file_(std::move(file)), files_(files) {}

  Path file_;
  const Files& files_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const codegen::KeyRing> ring_;
  mutable std::filesystem::file_time_type changed_{};
};

}  // namespace postproof::app
