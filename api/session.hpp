#pragma once

#include <memory>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/loop.hpp"
#include "api/service.hpp"

namespace postproof::api {

using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

/// Serves one connection until it ends: requests one after the other, each within its limits and times. The socket is
/// of `loop`, on whose thread this is called. The caller has counted the connection in service->connections; the
/// session counts it out. With `tls` it speaks TLS first.
void start_session(std::shared_ptr<Service> service, Loop& loop, Socket socket, Door door,
                   const std::shared_ptr<asio::ssl::context>& tls);

}  // namespace postproof::api
