#include "app/line_writer.hpp"

#include <cerrno>
#include <chrono>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace postproof::app {

namespace {

/// How long a line waits for others; a line of a crash that nobody foresaw may be lost for that long.
constexpr std::chrono::milliseconds gathering{20};
constexpr std::size_t enough_bytes = 64U << 10U;

}  // namespace

LineWriter::LineWriter(int descriptor, std::size_t most_bytes)
    : descriptor_(descriptor), most_bytes_(most_bytes), thread_([this] { loop(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LineWriter::add(std::string_view line, bool at_once) {
  bool wake = false;
  {
    const std::lock_guard guard(mutex_);
    if (waiting_.size() + line.size() + 1 > most_bytes_) {
      ++dropped_;
      return;
    }
    const bool was_enough = waiting_.size() >= enough_bytes;
    wake = waiting_.empty() || (at_once && !urgent_);
    waiting_ += line;
    waiting_ += '\n';
    urgent_ = urgent_ || at_once;
    wake = wake || (!was_enough && waiting_.size() >= enough_bytes);
  }
  if (wake) wake_.notify_one();
}

void LineWriter::flush() {
  std::unique_lock guard(mutex_);
  urgent_ = true;
  wake_.notify_one();
  written_.wait(guard, [this] { return waiting_.empty() && !writing_; });
}

void LineWriter::loop() {
  std::string taken;
  std::unique_lock guard(mutex_);
  while (true) {
    wake_.wait(guard, [this] { return stopping_ || !waiting_.empty(); });
    wake_.wait_for(guard, gathering, [this] { return stopping_ || urgent_ || waiting_.size() >= enough_bytes; });
    if (waiting_.empty() && dropped_ == 0) return;  // stopping
    taken.swap(waiting_);
    waiting_.clear();
    if (dropped_ > 0) {
      taken += fmt::format(R"({{"level":"warning","event":"log.dropped","lines":"{}"}})", dropped_) + "\n";
    }
    dropped_ = 0;
    urgent_ = false;
    writing_ = true;
    guard.unlock();
    write(taken);
    taken.clear();
    guard.lock();
    writing_ = false;
    written_.notify_all();
  }
}

/// A reader that has gone away is no reason to stop; its lines are lost.
void LineWriter::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{descriptor_, POLLOUT, 0};
      (void)::poll(&ready, 1, 100);
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace postproof::app
