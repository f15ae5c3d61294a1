#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace postproof::app {

/// A thread for reads that may take long (lists, statistics, proofs), so that no event loop waits for them; one after
/// the other.
class DeskThread {
 public:
  using Job = std::function<void()>;
  /// Jobs that may wait; more are refused.
  static constexpr std::size_t most_waiting = 1000;

  DeskThread() : thread_([this] { work(); }) {}
  /// Finishes the job at hand and drops the others.
  ~DeskThread();
  DeskThread(const DeskThread&) = delete;
  DeskThread& operator=(const DeskThread&) = delete;

  /// Queues a job; false, and nothing queued, if too many wait. Any thread.
  bool submit(Job job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace postproof::app
