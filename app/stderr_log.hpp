#pragma once

#include <memory>

#include "core/log.hpp"

namespace postproof::app {

/// A log whose lines are written a little later, by a thread of its own; all of them when it goes.
class FlushedLog : public Log {
 public:
  /// Returns when every line so far has been written.
  virtual void flush() = 0;
};

/// Log lines as JSON on standard error, one an event, at or above a severity ("info", "warning", "error").
std::unique_ptr<FlushedLog> make_stderr_log(const std::string& level);

}  // namespace postproof::app
