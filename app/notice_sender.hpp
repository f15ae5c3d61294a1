#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "codegen/mac.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/http_calls.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "store/notice_rows.hpp"

namespace postproof::app {

/// How notices are delivered. Durations are real time.
struct NoticeSettings {
  std::string url;
  std::size_t parallel = 16;                  ///< attempts at once
  std::chrono::milliseconds timeout{10'000};  ///< of an attempt
  seconds lease{60};                          ///< that a notice is ours; several times the timeout
  seconds give_up_after{3 * 86'400};          ///< from the first attempt
  seconds keep{30 * 86'400};                  ///< delivered and given-up ones stay in the outbox
};

/// Who sends notices and by what; borrowed.
struct NoticeWorld {
  store::NoticeRows& outbox;
  HttpCalls& calls;
  const Clock& real;     ///< rules timestamps and retries
  const Clock& service;  ///< rules alarms
  Entropy& entropy;
  Log& log;
};

/// The three headers of Standard Webhooks (standardwebhooks.com, "Webhook headers", symmetric signatures) for a body:
/// webhook-id, webhook-timestamp, webhook-signature = "v1," and the base64 of HMAC-SHA-256 over id.timestamp.body.
std::vector<std::pair<std::string, std::string>> webhook_headers(codegen::Mac& mac, const std::string& id, Instant at,
                                                                 std::string_view body);

/// How long to wait after the `attempts`-th failure, whole seconds, never less than 1: 1, 2, 4 ... up to an hour, with
/// up to a quarter more at random (less, at the hour). `random` is any number, evenly drawn.
seconds wait_after(int attempts, std::uint32_t random);

/// Delivers the outbox to the portal: takes what is due, sends `parallel` of them at once, and writes down what became
/// of each. Success is an answer 2xx within the timeout; anything else, redirects too, is tried again until
/// `give_up_after` is over since the first attempt; then the notice is given up with an alarm. Several senders on one
/// database share the work. One thread.
class NoticeSender {
 public:
  NoticeSender(NoticeSettings settings, const Secret& key, NoticeWorld world);

  /// One round: waits up to `longest` for something to happen to the attempts under way, writes down what is finished,
  /// and starts what is due.
  void turn(std::chrono::milliseconds longest);
  /// Lets attempts under way come to their end for up to `longest`; what is not finished then, and what was taken and
  /// not sent, may be sent again at once by whoever comes next.
  void finish(std::chrono::milliseconds longest);
  /// Nothing is under way and nothing waits to be written down.
  bool is_idle() const { return under_way_.empty() && queue_.empty() && outcomes_.empty(); }

 private:
  void collect(std::chrono::milliseconds longest);
  void take_due();
  void start(store::NoticeRow notice);
  void write_down();
  void forget_old();
  store::NoticeOutcome outcome_of(const store::NoticeRow& notice, const Result<HttpAnswer>& answer);
  std::uint32_t drawn();
  void tell(bool failing, const std::string& detail);

  NoticeSettings settings_;
  codegen::Mac mac_;
  NoticeWorld world_;
  std::deque<store::NoticeRow> queue_;  ///< taken, not sent yet
  std::unordered_map<std::uint64_t, store::NoticeRow> under_way_;
  std::uint64_t next_call_ = 0;
  std::vector<store::NoticeOutcome> outcomes_;  ///< to be written down
  bool failing_ = false;
  Instant forgotten_at_{};
};

}  // namespace postproof::app
