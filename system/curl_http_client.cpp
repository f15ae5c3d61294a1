#include "system/curl_http_client.hpp"

#include <algorithm>
#include <optional>

#include <curl/curl.h>

#include "core/ensure.hpp"
#include "system/curl_library.hpp"
#include "system/curl_transfer.hpp"

namespace postproof::system {

namespace {

using Outcome = std::optional<Result<HttpAnswer>>;

}  // namespace

struct CurlHttpClient::State {
  struct Free {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  CurlSettings settings;
  std::unique_ptr<CURLM, Free> multi{curl_multi_init()};

  /// Gives the next requests to the places that are free; a request that cannot be sent is answered at once.
  void start(std::vector<std::unique_ptr<CurlTransfer>>& places, std::span<const HttpRequest> requests,
             std::size_t& next, std::vector<Outcome>& outcomes) {
    for (const auto& place : places) {
      while (place->is_free() && next < requests.size()) {
        const Result<void> started = place->start(requests[next], next);
        if (!started) outcomes[next] = started.error();
        ++next;
      }
    }
  }

  /// Takes the outcomes of transfers that are done.
  void collect(std::vector<Outcome>& outcomes) {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // the message goes when the transfer is taken back
      CurlTransfer& transfer = CurlTransfer::of(message->easy_handle);
      const std::size_t number = transfer.number();
      outcomes[number] = transfer.finish(code);
    }
  }
};

CurlHttpClient::CurlHttpClient(CurlSettings settings) {
  start_libcurl();
  state_ = std::make_unique<State>();
  state_->settings = std::move(settings);
  ensure(state_->settings.connections >= 1, "at least one request goes at a time");
  ensure(state_->multi != nullptr, "libcurl has memory for a client");
  const auto kept = static_cast<long>(state_->settings.connections);
  ensure(curl_multi_setopt(state_->multi.get(), CURLMOPT_MAXCONNECTS, kept) == CURLM_OK, "libcurl takes the option");
}

CurlHttpClient::~CurlHttpClient() {
  const PipeSignalHeld held;
  state_.reset();
}

std::vector<Result<HttpAnswer>> CurlHttpClient::perform(std::span<const HttpRequest> requests) {
  const PipeSignalHeld held;
  CURLM* const multi = state_->multi.get();
  std::vector<std::unique_ptr<CurlTransfer>> places(std::min(state_->settings.connections, requests.size()));
  for (auto& place : places) place = std::make_unique<CurlTransfer>(multi, state_->settings);

  std::vector<Outcome> outcomes(requests.size());
  std::size_t next = 0;
  for (;;) {
    state_->start(places, requests, next, outcomes);
    if (std::ranges::all_of(places, [](const auto& place) { return place->is_free(); })) break;
    ensure(curl_multi_poll(multi, nullptr, 0, 1000, nullptr) == CURLM_OK, "libcurl waits");
    int running = 0;
    ensure(curl_multi_perform(multi, &running) == CURLM_OK, "libcurl performs");
    state_->collect(outcomes);
  }

  std::vector<Result<HttpAnswer>> results;
  results.reserve(outcomes.size());
  for (Outcome& outcome : outcomes) results.push_back(std::move(*outcome));
  return results;
}

}  // namespace postproof::system
