#pragma once

#include <csignal>

namespace postproof::system {

/// Starts libcurl, once in a process, as it demands; its own state, never given back. Any thread.
void start_libcurl();

/// Writing to a closed TLS connection would raise SIGPIPE. Keeps it from this thread as long as the object lives, and
/// takes back the one that came.
class PipeSignalHeld {
 public:
  PipeSignalHeld();
  PipeSignalHeld(const PipeSignalHeld&) = delete;
  PipeSignalHeld& operator=(const PipeSignalHeld&) = delete;
  ~PipeSignalHeld();

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

}  // namespace postproof::system
