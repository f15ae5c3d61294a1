#include "system/curl_http_calls.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <curl/curl.h>

#include "core/ensure.hpp"
#include "system/curl_library.hpp"
#include "system/curl_transfer.hpp"

namespace postproof::system {

namespace {

/// A call and the place it is made in; places are used again, and never move.
struct Call {
  Call(CURLM* multi, const CurlSettings& settings, std::size_t its_place)
      : place(its_place), transfer(multi, settings) {}
  std::size_t place;
  std::uint64_t number = 0;
  HttpRequest request;
  CurlTransfer transfer;
};

}  // namespace

struct CurlHttpCalls::State {
  struct Free {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  CurlSettings settings;
  std::unique_ptr<CURLM, Free> multi{curl_multi_init()};
  std::vector<std::unique_ptr<Call>> calls;
  std::vector<Finished> refused;  ///< could not be sent at all

  Call& free_call() {
    const auto free = std::ranges::find_if(calls, [](const auto& call) { return call->transfer.is_free(); });
    if (free != calls.end()) return **free;
    calls.push_back(std::make_unique<Call>(multi.get(), settings, calls.size()));
    return *calls.back();
  }

  std::vector<Finished> collect() {
    int running = 0;
    ensure(curl_multi_perform(multi.get(), &running) == CURLM_OK, "libcurl performs");
    std::vector<Finished> finished = std::exchange(refused, {});
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // the message goes when the transfer is taken back
      CurlTransfer& transfer = CurlTransfer::of(message->easy_handle);
      const std::uint64_t number = calls.at(transfer.number())->number;
      finished.push_back({number, transfer.finish(code)});
    }
    return finished;
  }
};

CurlHttpCalls::CurlHttpCalls(CurlSettings settings) {
  start_libcurl();
  state_ = std::make_unique<State>();
  state_->settings = std::move(settings);
  ensure(state_->multi != nullptr, "libcurl has memory for a client");
  const auto kept = static_cast<long>(state_->settings.connections);
  ensure(curl_multi_setopt(state_->multi.get(), CURLMOPT_MAXCONNECTS, kept) == CURLM_OK, "libcurl takes the option");
}

CurlHttpCalls::~CurlHttpCalls() {
  const PipeSignalHeld held;
  state_->calls.clear();
  state_.reset();
}

std::size_t CurlHttpCalls::under_way() const {
  const auto busy = std::ranges::count_if(state_->calls, [](const auto& call) { return !call->transfer.is_free(); });
  return static_cast<std::size_t>(busy) + state_->refused.size();
}

void CurlHttpCalls::start(std::uint64_t number, HttpRequest request) {
  const PipeSignalHeld held;
  Call& call = state_->free_call();
  call.number = number;
  call.request = std::move(request);
  const Result<void> started = call.transfer.start(call.request, call.place);
  if (!started) state_->refused.push_back({number, started.error()});
}

std::vector<HttpCalls::Finished> CurlHttpCalls::wait(std::chrono::milliseconds longest) {
  const PipeSignalHeld held;
  const auto bounded = std::clamp<std::int64_t>(longest.count(), 0, std::numeric_limits<int>::max());
  std::vector<Finished> finished = state_->collect();
  if (!finished.empty()) return finished;
  ensure(curl_multi_poll(state_->multi.get(), nullptr, 0, static_cast<int>(bounded), nullptr) == CURLM_OK,
         "libcurl waits");
  return state_->collect();
}

void CurlHttpCalls::wake() { curl_multi_wakeup(state_->multi.get()); }

}  // namespace postproof::system
