#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postproof::app {

/// The sockets that a service manager has opened for us (sd_listen_fds(3)): descriptors from 3 on, for the process that
/// LISTEN_PID names.
struct HandedSockets {
  int service = -1;  ///< the first; -1: none
  int admin = -1;    ///< the second; -1: none
};
HandedSockets handed_sockets();

/// Tells a service manager how we do (sd_notify(3)): a datagram to the socket that NOTIFY_SOCKET names, a path or, with
/// a leading @, an abstract name. Nothing happens where there is none; a failure is of no interest.
void tell_service_manager(std::string_view state);

/// How often WATCHDOG=1 is to be told: half of WATCHDOG_USEC. Nothing where nobody asks for it.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace postproof::app
