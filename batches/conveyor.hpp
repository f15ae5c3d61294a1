#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "batches/batch.hpp"

namespace postproof::batches {

/// The members of one letter file, in posting order.
struct FileMembers {
  int file_no = 0;
  std::vector<Member> members;
};

/// A bounded belt between the stages of a night: files are put on it in any order and taken in order, 1 to `files`.
/// It holds at most `room` files, so that memory is bounded by the belt and not by the night. Any thread.
class Conveyor {
 public:
  /// room ≥ 1
  Conveyor(int files, int room) : files_(files), room_(room) {}

  /// Waits for room; the file that is taken next always has some. False if the belt was stopped.
  bool put(FileMembers&& file) {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [&] { return stopped_ || file.file_no < next_ + room_; });
    if (stopped_) return false;
    const int file_no = file.file_no;
    waiting_.emplace(file_no, std::move(file));
    changed_.notify_all();
    return true;
  }

  /// Waits for the next file; nothing after the last one, or if the belt was stopped.
  std::optional<FileMembers> take() {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [&] { return stopped_ || next_ > files_ || waiting_.contains(next_); });
    if (stopped_ || next_ > files_) return std::nullopt;
    FileMembers file = std::move(waiting_.extract(next_).mapped());
    ++next_;
    changed_.notify_all();
    return file;
  }

  /// Ends all waiting; what is on the belt is dropped.
  void stop() {
    const std::lock_guard guard(mutex_);
    stopped_ = true;
    waiting_.clear();
    changed_.notify_all();
  }

 private:
  const int files_;
  const int room_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, FileMembers> waiting_;
  int next_ = 1;
  bool stopped_ = false;
};

}  // namespace postproof::batches
