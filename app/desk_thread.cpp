#include "app/desk_thread.hpp"

namespace postproof::app {

DeskThread::~DeskThread() {
  std::deque<Job> dropped;
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    dropped.swap(jobs_);
  }
  waiting_.notify_all();
  thread_.join();
}

bool DeskThread::submit(Job job) {
  {
    const std::lock_guard guard(mutex_);
    if (stopping_ || jobs_.size() >= most_waiting) return false;
    jobs_.push_back(std::move(job));
  }
  waiting_.notify_one();
  return true;
}

void DeskThread::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      waiting_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace postproof::app
