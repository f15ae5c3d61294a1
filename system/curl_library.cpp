#include "system/curl_library.hpp"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>  // sigtimedwait is not in <csignal>

#include "core/ensure.hpp"

namespace postproof::system {

void start_libcurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  ensure(started == CURLE_OK, "libcurl starts");
}

PipeSignalHeld::PipeSignalHeld() {
  sigemptyset(&pipe_);
  sigaddset(&pipe_, SIGPIPE);
  sigset_t pending;
  sigpending(&pending);
  was_pending_ = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
}

PipeSignalHeld::~PipeSignalHeld() {
  const timespec no_time{};
  if (!was_pending_) sigtimedwait(&pipe_, nullptr, &no_time);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace postproof::system
