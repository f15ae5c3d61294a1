#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

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
    auto slot = std::make_shared<Slot<T>>(wake_);
    {
      auto courier = std::make_shared<Courier<T>>(loop_, slot);
      start(Done<T>([courier = std::move(courier)](Result<T> outcome) { courier->deliver(std::move(outcome)); }));
    }
    if (!slot->is_filled_before_waiting()) {
      while (!slot->is_open) {
        wake_.expires_at(SteadyTime::max());
        (void)co_await wake_.async_wait(use_task);
      }
    }
    co_return std::move(*slot->outcome);
  }

 private:
  /// Where one outcome is put. Whoever delivers fills it first and then says so; only if the coroutine has gone to
  /// sleep by then must it be woken.
  template <class T>
  class Slot final : public Parcel {
   public:
    explicit Slot(LoopTimer& wake) : wake_(wake) {}

    /// True if whoever asks must not wait. On the loop's thread, once.
    bool is_filled_before_waiting() {
      State found = State::empty;
      return !state_.compare_exchange_strong(found, State::awaited);
    }
    /// True if the coroutine waits and must be woken.
    bool fill(Result<T> result) {
      outcome.emplace(std::move(result));
      return state_.exchange(State::filled) == State::awaited;
    }
    void open() override {
      is_open = true;
      wake_.cancel();
    }

    std::optional<Result<T>> outcome;
    bool is_open = false;  ///< the loop's thread only

   private:
    enum class State { empty, awaited, filled };
    std::atomic<State> state_ = State::empty;
    LoopTimer& wake_;
  };

  /// Carries one outcome to the loop's thread.
  template <class T>
  class Courier {
   public:
    Courier(std::weak_ptr<Loop> loop, std::shared_ptr<Slot<T>> slot) : loop_(std::move(loop)), slot_(std::move(slot)) {}
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;
    ~Courier() { deliver(fail(ErrorKind::service_unavailable, "a call was dropped without an outcome")); }

    void deliver(Result<T> outcome) {
      if (delivered_.exchange(true)) return;
      const std::shared_ptr<Slot<T>> slot = std::move(slot_);
      if (!slot->fill(std::move(outcome))) return;
      if (const std::shared_ptr<Loop> loop = loop_.lock()) loop->bring(slot);
    }

   private:
    std::atomic<bool> delivered_ = false;
    std::weak_ptr<Loop> loop_;
    std::shared_ptr<Slot<T>> slot_;
  };

  std::weak_ptr<Loop> loop_;
  LoopTimer wake_;
};

}  // namespace postproof::api
