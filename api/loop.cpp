#include "api/loop.hpp"

#include <boost/asio/post.hpp>

namespace postproof::api {

namespace {

constexpr std::chrono::milliseconds tick_interval{25};

}  // namespace

void Loop::run() {
  running_ = true;
  arm_tick();
  context_.run();
  running_ = false;
}

void Loop::request_drain() {
  asio::post(context_, [this] {
    draining_ = true;
    drain_ends_ = std::chrono::steady_clock::now() + drain_timeout_;
    for (auto at = watched_.begin(); at != watched_.end();) (*at++)->drain();
    end_if_done();
  });
}

void Loop::bring(std::shared_ptr<Parcel> parcel) {
  bool first = false;
  {
    const std::lock_guard guard(mutex_);
    first = parcels_.empty();
    parcels_.push_back(std::move(parcel));
  }
  if (first) asio::post(context_, [this] { open_parcels(); });
}

void Loop::open_parcels() {
  std::vector<std::shared_ptr<Parcel>> arrived;
  {
    const std::lock_guard guard(mutex_);
    arrived.swap(parcels_);
  }
  for (const auto& parcel : arrived) parcel->open();
}

void Loop::forget(Place place) {
  watched_.erase(place);
  end_if_done();
}

void Loop::arm_tick() {
  tick_.expires_after(tick_interval);
  tick_.async_wait([this](boost::system::error_code ec) {
    if (!ec) tick();
  });
}

void Loop::tick() {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (draining_ && now >= drain_ends_) {
    context_.stop();
    return;
  }
  for (auto at = watched_.begin(); at != watched_.end();) (*at++)->look_at_clock(now);
  arm_tick();
}

void Loop::end_if_done() {
  if (running_ && draining_ && watched_.empty()) context_.stop();
}

}  // namespace postproof::api
