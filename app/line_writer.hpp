#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace postproof::app {

/// Lines for a slow reader, written by a thread of its own, many at a time, so that whoever has something to tell never
/// waits for a disk or a pipe. What is waiting is bounded: when it does not fit, lines are dropped and their number is
/// told by a line in their place. Any thread.
class LineWriter {
 public:
  /// `descriptor` is borrowed. At most `most_bytes` wait.
  LineWriter(int descriptor, std::size_t most_bytes);
  /// Writes what waits, then ends.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  /// Queues one line, without its end. `at_once`: it is not kept back for others to join.
  void add(std::string_view line, bool at_once);
  /// Returns when everything that was queued before has been written.
  void flush();

 private:
  void loop();
  void write(std::string_view text) const;

  const int descriptor_;
  const std::size_t most_bytes_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable written_;
  std::string waiting_;
  std::uint64_t dropped_ = 0;
  bool urgent_ = false;
  bool writing_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace postproof::app
