#include "app/notice_thread.hpp"

#include <atomic>
#include <thread>

#include "app/notice_secret.hpp"
#include "app/notice_sender.hpp"
#include "system/curl_http_calls.hpp"

namespace postproof::app {

namespace {

constexpr std::chrono::milliseconds longest_turn{1000};  // how late a new notice is seen
constexpr std::chrono::milliseconds longest_end{3000};

NoticeSettings settings_of(const Config& config) {
  NoticeSettings settings;
  settings.url = config.notices.url;
  return settings;
}

}  // namespace

struct NoticeThread::State {
  State(House& house, const Secret& key, Log& log)
      : sender(settings_of(house.config()), key,
               {house.database().notices(), calls, house.real_clock(), house.clock(), house.entropy(), log}) {}

  void run() {
    while (!stopping) sender.turn(longest_turn);
    sender.finish(longest_end);
  }

  system::CurlHttpCalls calls;
  NoticeSender sender;
  std::atomic<bool> stopping = false;
  std::thread thread;
};

NoticeThread::NoticeThread() = default;

Result<std::unique_ptr<NoticeThread>> NoticeThread::start(House& house, Log& log) {
  const Config& config = house.config();
  if (config.notices.url.empty()) return std::unique_ptr<NoticeThread>{};
  PP_TRY(const Secret key, load_notice_secret(config.in(config.notices.secret_file), house.files()));
  std::unique_ptr<NoticeThread> made(new NoticeThread);
  made->state_ = std::make_unique<State>(house, key, log);
  made->state_->thread = std::thread([state = made->state_.get()] { state->run(); });
  return made;
}

NoticeThread::~NoticeThread() {
  if (!state_) return;
  state_->stopping = true;
  state_->calls.wake();
  state_->thread.join();
}

}  // namespace postproof::app
