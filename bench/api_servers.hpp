#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include <sys/types.h>

#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::bench {

/// A process of ours that is told to end, and waited for, when this object goes.
class Child {
 public:
  Child() = default;
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Child& operator=(Child&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
  }
  ~Child();

  bool is_gone() const;
  /// What it holds in memory now, MiB.
  double rss_mib() const;
  /// Seconds of processor time it has used.
  double processor_seconds() const;

 private:
  pid_t pid_ = -1;
};

/// A server in a process of its own.
struct Served {
  Child process;
  std::uint16_t port = 0;  ///< of 127.0.0.1
};

/// `postproof serve` on the folder, its log in serve.log there. internal_error if it does not begin to listen.
Result<Served> start_service(const Path& folder);

/// The minimal server (see api_yardstick.hpp), its database in the folder.
Result<Served> start_yardstick(const Path& folder);

/// Runs `work` in a process of its own and waits for it: its memory and threads are gone afterwards.
Result<void> apart(const std::function<Result<void>()>& work);

}  // namespace postproof::bench
