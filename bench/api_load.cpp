#include "bench/api_load.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace postproof::bench {

namespace {

using Steady = std::chrono::steady_clock;
using TimePoint = Steady::time_point;

Error broken(const std::string& what) { return fail(ErrorKind::io_failed, what + ": " + std::strerror(errno)); }

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

/// One connection and the answer that is arriving on it.
struct Line {
  explicit Line(int socket) : descriptor(socket) {}
  Descriptor descriptor;
  std::string request;
  std::string answer;
  TimePoint due{};
  bool busy = false;
};

/// The size of a whole answer at the beginning of `text`; 0 while it is not whole.
std::size_t whole_answer(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view name = "Content-Length: ";
  const std::size_t at = text.substr(0, end).find(name);
  std::size_t length = 0;
  if (at != std::string_view::npos) std::from_chars(text.data() + at + name.size(), text.data() + end, length);
  const std::size_t size = end + 4 + length;
  return text.size() >= size ? size : 0;
}

int status_of(std::string_view answer) {
  int status = 0;
  if (answer.size() > 12) std::from_chars(answer.data() + 9, answer.data() + 12, status);
  return status;
}

class Load {
 public:
  explicit Load(const LoadPlan& plan) : plan_(plan), poll_(::epoll_create1(EPOLL_CLOEXEC)) {}

  Result<LoadOutcome> run() {
    PP_TRYV(connect_all());
    start_ = Steady::now();
    counted_from_ = start_ + after(plan_.warm_up);
    end_ = counted_from_ + after(plan_.seconds);
    while (!over()) {
      PP_TRYV(send_what_is_due());
      PP_TRYV(wait());
    }
    outcome_.seconds = std::chrono::duration<double>(std::min(Steady::now(), end_) - counted_from_).count();
    std::ranges::sort(outcome_.latencies);
    return std::move(outcome_);
  }

 private:
  static Steady::duration after(double seconds) {
    return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
  }

  bool over() const { return Steady::now() >= end_ || (dry_ && free_.size() == lines_.size()); }

  Result<void> connect_all() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(plan_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < plan_.connections; ++i) {
      auto line = std::make_unique<Line>(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      const int socket = line->descriptor.number();
      if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return broken("connect");
      const int yes = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = line.get();
      if (::epoll_ctl(poll_.number(), EPOLL_CTL_ADD, socket, &event) != 0) return broken("epoll_ctl");
      free_.push_back(line.get());
      lines_.push_back(std::move(line));
    }
    return success();
  }

  TimePoint due_of(std::int64_t number) const { return start_ + after(static_cast<double>(number) / plan_.rate); }

  Result<void> send_what_is_due() {
    while (!free_.empty() && !dry_) {
      const TimePoint now = Steady::now();
      const TimePoint due = plan_.rate > 0 ? due_of(sent_) : now;
      if (due > now) break;
      Line& line = *free_.back();
      line.request.clear();
      dry_ = !plan_.next(line.request);
      if (dry_) break;
      free_.pop_back();
      line.due = due;
      line.busy = true;
      ++sent_;
      const ssize_t written = ::send(line.descriptor.number(), line.request.data(), line.request.size(), MSG_NOSIGNAL);
      if (written != static_cast<ssize_t>(line.request.size())) return broken("send");
    }
    return success();
  }

  timespec patience() const {
    TimePoint until = end_;
    if (plan_.rate > 0 && !free_.empty() && !dry_) until = std::min(until, due_of(sent_));
    const auto left = std::max<std::int64_t>(0, std::chrono::nanoseconds(until - Steady::now()).count());
    return {left / 1'000'000'000, left % 1'000'000'000};
  }

  Result<void> wait() {
    std::array<epoll_event, 256> events;
    const timespec patience = this->patience();
    const int count =
        ::epoll_pwait2(poll_.number(), events.data(), static_cast<int>(events.size()), &patience, nullptr);
    if (count < 0 && errno != EINTR) return broken("epoll_pwait2");
    for (int i = 0; i < count; ++i) {
      PP_TRYV(take(*static_cast<Line*>(events[static_cast<std::size_t>(i)].data.ptr)));
    }
    return success();
  }

  Result<void> take(Line& line) {
    std::array<char, 16384> bytes;
    const ssize_t got = ::recv(line.descriptor.number(), bytes.data(), bytes.size(), 0);
    if (got <= 0) return fail(ErrorKind::io_failed, "the server closed a connection");
    line.answer.append(bytes.data(), static_cast<std::size_t>(got));
    if (line.busy && whole_answer(line.answer) == line.answer.size()) count_in(line);
    return success();
  }

  void count_in(Line& line) {
    const TimePoint now = Steady::now();
    const int status = status_of(line.answer);
    if (now >= counted_from_ && now < end_) {
      if (status == plan_.expected_status) {
        ++outcome_.answered;
      } else {
        ++outcome_.unexpected;
        outcome_.unexpected_status = status;
      }
      const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - line.due).count();
      outcome_.latencies.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(took, 0, UINT32_MAX)));
    }
    line.answer.clear();
    line.busy = false;
    free_.push_back(&line);
  }

  const LoadPlan& plan_;
  Descriptor poll_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> free_;
  std::int64_t sent_ = 0;
  bool dry_ = false;
  TimePoint start_{};
  TimePoint counted_from_{};
  TimePoint end_{};
  LoadOutcome outcome_;
};

}  // namespace

double LoadOutcome::quantile_ms(double share) const {
  if (latencies.empty()) return 0;
  const auto last = static_cast<double>(latencies.size() - 1);
  return static_cast<double>(latencies[static_cast<std::size_t>(last * share)]) / 1000.0;
}

Result<LoadOutcome> run_load(const LoadPlan& plan) { return Load(plan).run(); }

}  // namespace postproof::bench
