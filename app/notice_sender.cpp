#include "app/notice_sender.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "system/base64.hpp"

namespace postproof::app {

using store::NoticeOutcome;
using store::NoticeRow;

namespace {

constexpr std::int64_t longest_wait_s = 3600;
constexpr int doublings_to_longest = 12;
constexpr std::uint64_t most_answer_bytes = 64U << 10U;
constexpr seconds between_clearings{3600};
constexpr int most_clearings = 100;  // of 500 rows each, at one time
constexpr std::size_t longest_failure = 300;

}  // namespace

std::vector<std::pair<std::string, std::string>> webhook_headers(codegen::Mac& mac, const std::string& id, Instant at,
                                                                 std::string_view body) {
  const std::string timestamp = std::to_string(unix_seconds_of(at));
  const Digest digest = mac.add(bytes_of(fmt::format("{}.{}.", id, timestamp))).add(bytes_of(body)).finish();
  return {{"Content-Type", "application/json"},
          {"webhook-id", id},
          {"webhook-timestamp", timestamp},
          {"webhook-signature", "v1," + system::to_base64(digest)}};
}

seconds wait_after(int attempts, std::uint32_t random) {
  const int doublings = std::clamp(attempts - 1, 0, doublings_to_longest);
  const std::int64_t base = std::min(longest_wait_s, std::int64_t{1} << doublings);
  const std::int64_t jitter = random % (base / 4 + 1);
  return seconds{base == longest_wait_s ? base - jitter : base + jitter};
}

NoticeSender::NoticeSender(NoticeSettings settings, const Secret& key, NoticeWorld world)
    : settings_(std::move(settings)), mac_(key), world_(world) {}

void NoticeSender::turn(std::chrono::milliseconds longest) {
  collect(queue_.empty() || under_way_.size() >= settings_.parallel ? longest : std::chrono::milliseconds{0});
  write_down();
  if (queue_.empty() && under_way_.size() < settings_.parallel) take_due();
  while (!queue_.empty() && under_way_.size() < settings_.parallel) {
    NoticeRow notice = std::move(queue_.front());
    queue_.pop_front();
    // One that waited so long that its lease could end under way is left to whoever takes it next.
    const auto margin = std::chrono::ceil<seconds>(settings_.timeout);
    if (world_.real.now() + margin < notice.due_at) start(std::move(notice));
  }
  if (is_idle()) forget_old();
}

void NoticeSender::collect(std::chrono::milliseconds longest) {
  for (const HttpCalls::Finished& finished : world_.calls.wait(longest)) {
    const auto found = under_way_.find(finished.number);
    if (found == under_way_.end()) continue;
    outcomes_.push_back(outcome_of(found->second, finished.outcome));
    under_way_.erase(found);
  }
}

void NoticeSender::take_due() {
  auto taken = world_.outbox.take(static_cast<int>(2 * settings_.parallel), world_.real.now(), settings_.lease);
  if (!taken) return tell(true, taken.error().detail);
  std::ranges::move(taken.value(), std::back_inserter(queue_));
}

void NoticeSender::start(NoticeRow notice) {
  HttpRequest request;
  request.url = settings_.url;
  request.headers = webhook_headers(mac_, notice.id, world_.real.now(), notice.body);
  request.body = notice.body;
  request.timeout = settings_.timeout;
  request.most_answer_bytes = most_answer_bytes;
  const std::uint64_t number = next_call_++;
  under_way_.emplace(number, std::move(notice));
  world_.calls.start(number, std::move(request));
}

NoticeOutcome NoticeSender::outcome_of(const NoticeRow& notice, const Result<HttpAnswer>& answer) {
  NoticeOutcome outcome{notice.number, notice.attempts, NoticeOutcome::Kind::delivered, "", {}};
  if (answer && answer.value().status >= 200 && answer.value().status < 300) {
    tell(false, "");
    return outcome;
  }
  outcome.failure = answer ? fmt::format("the portal answered {}", answer.value().status) : answer.error().detail;
  if (outcome.failure.size() > longest_failure) outcome.failure.resize(longest_failure);
  tell(true, outcome.failure);
  const Instant now = world_.real.now();
  const Instant last = notice.begun_at.value_or(now) + settings_.give_up_after;
  if (now >= last) {
    outcome.kind = NoticeOutcome::Kind::given_up;
    world_.log.write(Severity::error, "notice.given_up", {{"id", notice.id}, {"detail", outcome.failure}});
    return outcome;
  }
  outcome.kind = NoticeOutcome::Kind::later;
  // `now` was cut to whole seconds: one more, so that the wait is never shorter than it should be.
  outcome.next = std::min(last, now + wait_after(notice.attempts, drawn()) + seconds{1});
  return outcome;
}

void NoticeSender::write_down() {
  if (outcomes_.empty()) return;
  const Result<void> written = world_.outbox.settle(outcomes_, world_.real.now(), world_.service.now());
  if (!written) return tell(true, written.error().detail);  // kept, and written at the next turn
  outcomes_.clear();
}

void NoticeSender::finish(std::chrono::milliseconds longest) {
  using RealTime = std::chrono::steady_clock;
  const RealTime::time_point end = RealTime::now() + longest;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - RealTime::now());
    if (under_way_.empty() || left.count() <= 0) break;
    collect(left);
  }
  const Instant now = world_.real.now();
  const auto give_back = [&](const NoticeRow& notice) {
    outcomes_.push_back({notice.number, notice.attempts, NoticeOutcome::Kind::later, "the service was stopped", now});
  };
  for (const auto& [number, notice] : under_way_) give_back(notice);
  std::ranges::for_each(queue_, give_back);
  under_way_.clear();
  queue_.clear();
  write_down();
}

void NoticeSender::forget_old() {
  const Instant now = world_.real.now();
  if (now - forgotten_at_ < between_clearings) return;
  forgotten_at_ = now;
  for (int i = 0; i < most_clearings; ++i) {
    const auto gone = world_.outbox.forget(now - settings_.keep);
    if (!gone) return tell(true, gone.error().detail);
    if (gone.value() == 0) return;
  }
}

std::uint32_t NoticeSender::drawn() {
  std::array<std::uint8_t, 4> bytes{};
  world_.entropy.fill(bytes);
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8U | byte;
  return number;
}

/// One line when deliveries begin to fail, and one when they work again.
void NoticeSender::tell(bool failing, const std::string& detail) {
  if (failing == failing_) return;
  failing_ = failing;
  if (failing) {
    world_.log.write(Severity::warning, "notices.failing", {{"detail", detail}});
  } else {
    world_.log.write(Severity::info, "notices.delivered_again", {});
  }
}

}  // namespace postproof::app
