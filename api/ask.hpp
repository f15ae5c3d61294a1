#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "api/backend.hpp"
#include "api/loop.hpp"

namespace postproof::api {

/// Lets one coroutine wait for outcomes that other threads bring. Belongs to a coroutine of `loop` and lives as long as
/// this coroutine waits; one question at a time.
class Waiter {
 public:
  explicit Waiter(Loop& loop) : loop_(loop.weak_from_this()), wake_(loop.context()) {}

  /// Calls `start(done)` and waits until `done` was called, from whatever thread, the calling one included. A `done`
  /// that is dropped without a call counts as service_unavailable; a second call is ignored; a call after the loop is
  /// gone does nothing.
  template <class T, class Start>
  Task<Result<T>> ask(Start start) {
    auto slot = std::make_shared<std::optional<Result<T>>>();
    {
      auto courier = std::make_shared<Courier<T>>(loop_, slot, wake_);
      start(Done<T>([courier = std::move(courier)](Result<T> outcome) { courier->deliver(std::move(outcome)); }));
    }
    while (!slot->has_value()) {
      wake_.expires_at(SteadyTime::max());
      (void)co_await wake_.async_wait(use_task);
    }
    co_return std::move(**slot);
  }

 private:
  template <class T>
  using Slot = std::shared_ptr<std::optional<Result<T>>>;

  /// Carries one outcome to the loop's thread. The slot and the timer are touched there only.
  template <class T>
  class Courier {
   public:
    Courier(std::weak_ptr<Loop> loop, Slot<T> slot, LoopTimer& wake)
        : loop_(std::move(loop)), slot_(std::move(slot)), wake_(&wake) {}
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;
    ~Courier() { deliver(fail(ErrorKind::service_unavailable, "a call was dropped without an outcome")); }

    void deliver(Result<T> outcome) {
      if (delivered_.exchange(true)) return;
      const std::shared_ptr<Loop> loop = loop_.lock();
      if (!loop) return;
      asio::post(loop->context(), [slot = std::move(slot_), wake = wake_, outcome = std::move(outcome)]() mutable {
        slot->emplace(std::move(outcome));
        wake->cancel();
      });
    }

   private:
    std::atomic<bool> delivered_ = false;
    std::weak_ptr<Loop> loop_;
    Slot<T> slot_;
    LoopTimer* wake_;
  };

  std::weak_ptr<Loop> loop_;
  LoopTimer wake_;
};

}  // namespace postproof::api
