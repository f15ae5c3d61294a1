#pragma once

#include <memory>

#include "core/log.hpp"

namespace postproof::app {

/// Log lines as JSON on standard error, one an event, at or above a severity ("info", "warning", "error").
std::unique_ptr<Log> make_stderr_log(const std::string& level);

}  // namespace postproof::app
