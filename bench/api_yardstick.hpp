#pragma once

#include <cstdint>
#include <functional>

#include "core/files.hpp"

namespace postproof::bench {

/// Two minimal Beast servers in one, as a measure of what HTTP and a durable row cost by themselves: GET answers a
/// constant; POST inserts the body as one row, in a transaction with FULL sync that all waiting requests share, and is
/// answered when it is durable. One thread serves, one writes. No routes, no tokens, no JSON.
///
/// Serves for ever on a free port of 127.0.0.1, which is told to `listening`; `database` is a new file. For a process
/// of its own.
void serve_yardstick(const Path& database, const std::function<void(std::uint16_t port)>& listening);

}  // namespace postproof::bench
