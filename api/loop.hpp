#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/instant.hpp"

namespace postproof::api {

namespace asio = boost::asio;

/// A coroutine on one of the service's event loops.
template <class T>
using Task = asio::awaitable<T, asio::io_context::executor_type>;

/// Completion token of those coroutines: errors are values, never exceptions.
inline constexpr auto use_task = asio::as_tuple(asio::use_awaitable_t<asio::io_context::executor_type>{});

using SteadyTime = std::chrono::steady_clock::time_point;
using LoopTimer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                             asio::io_context::executor_type>;

/// Somebody whose waiting must not take for ever.
class Watched {
 public:
  virtual ~Watched() = default;
  /// Cancels what it waits for if its time is over. Called on the loop's thread every few hundredths of a second.
  virtual void look_at_clock(SteadyTime now) = 0;
  /// The service ends: wait for no new request. Called once, on the loop's thread.
  virtual void drain() = 0;
};

/// Something another thread has brought for a coroutine of a loop.
class Parcel {
 public:
  virtual ~Parcel() = default;
  /// Called once, on the loop's thread.
  virtual void open() = 0;
};

/// One event loop, run by one thread, and those whom it watches. A coarse clock for all of them is cheaper than a timer
/// for each. All but context(), request_drain() and bring() is for the loop's own thread (or before it runs).
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  explicit Loop(std::chrono::milliseconds drain_timeout) : drain_timeout_(drain_timeout) {}

  asio::io_context& context() { return context_; }

  /// Runs until a drain has been requested and everybody watched has gone or the drain's time is over.
  void run();
  /// Begins the end of run(); any thread, once.
  void request_drain();
  bool is_draining() const { return draining_; }

  /// Opens the parcel on the loop's thread, together with others that arrive meanwhile: a group of answers wakes the
  /// loop once. Any thread. A parcel that the loop does not live to open is dropped.
  void bring(std::shared_ptr<Parcel> parcel);

  using Place = std::list<Watched*>::iterator;
  Place watch(Watched& watched) { return watched_.insert(watched_.end(), &watched); }
  void forget(Place place);

 private:
  void open_parcels();
  void arm_tick();
  void tick();
  void end_if_done();

  const std::chrono::milliseconds drain_timeout_;
  std::list<Watched*> watched_;
  bool running_ = false;
  bool draining_ = false;
  SteadyTime drain_ends_{};
  std::mutex mutex_;
  std::vector<std::shared_ptr<Parcel>> parcels_;
  asio::io_context context_{1};  // destroyed first: what waits in it uses the members above
  LoopTimer tick_{context_};
};

}  // namespace postproof::api
