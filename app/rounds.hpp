#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/house.hpp"
#include "core/log.hpp"
#include "system/curl_http_client.hpp"

namespace postproof::app {

/// What the service does besides answering: acknowledgements, polling, tidying, every half minute, in a thread of its
/// own. A round that fails is told and done again at the next turn; nothing of it is lost, because each step is a
/// committed state. Borrows both.
class Rounds {
 public:
  Rounds(House& house, Log& log);
  /// Waits for the end of the round at hand.
  ~Rounds();
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  /// No further step begins. Returns whether the step at hand ended within `patience`: one that waits for the post or
  /// the print house may take longer than whoever ends the service wants to wait, and can be left in the middle.
  bool stop(std::chrono::milliseconds patience);

 private:
  void loop();
  void run();
  bool is_stopping();
  Result<void> pick_up();
  Result<void> take_acknowledgements();
  Result<void> poll();
  Result<void> tidy();
  void tell(std::string_view what, const Result<void>& outcome);

  House& house_;
  Log& log_;
  system::CurlHttpClient http_;
  int rounds_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace postproof::app
