#pragma once

#include <memory>

#include "app/house.hpp"
#include "core/log.hpp"

namespace postproof::app {

/// Delivers the notices of a house beside the service, in a thread of its own. Ends its thread when it goes, after at
/// most three seconds. Borrows house and log.
class NoticeThread {
 public:
  /// Nothing where the configuration has no notices.url. configuration_invalid for a missing or bad secret.
  static Result<std::unique_ptr<NoticeThread>> start(House& house, Log& log);
  NoticeThread(const NoticeThread&) = delete;
  NoticeThread& operator=(const NoticeThread&) = delete;
  ~NoticeThread();

 private:
  NoticeThread();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postproof::app
