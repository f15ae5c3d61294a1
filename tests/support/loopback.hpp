#pragma once

namespace postproof::test {

/// A loopback port that is free now.
int free_loopback_port();

/// Whether something accepts connections there.
bool answers_on_loopback(int port);

/// A connected socket, or -1.
int connect_to_loopback(int port);

/// A listening socket on a free loopback port; the port goes to `port`.
int listen_on_loopback(int& port);

}  // namespace postproof::test
