#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "api/settings.hpp"
#include "core/result.hpp"

namespace postproof::api {

/// A server's side of TLS 1.2 and 1.3 (RFC 8446, RFC 9325): forward secrecy and authenticated encryption only, no
/// compression, no renegotiation, ALPN http/1.1 (RFC 7301; a client that offers other protocols only is refused). With
/// client_ca_file a client must show a certificate of one of these authorities. The files are read now.
/// configuration_invalid naming the key and the file that cannot be used.
Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const TlsSettings& settings);

}  // namespace postproof::api
