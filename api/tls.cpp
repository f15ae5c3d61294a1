#include "api/tls.hpp"

#include <openssl/ssl.h>

namespace postproof::api {

namespace {

namespace ssl = boost::asio::ssl;
using ErrorCode = boost::system::error_code;

constexpr const char* ciphers_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char session_context[] = "postproof";

Error unusable(const char* key, const std::string& file, const ErrorCode& why) {
  return fail(ErrorKind::configuration_invalid,
              "server.tls." + std::string(key) + ": " + file + " cannot be used: " + why.message());
}

/// Takes http/1.1 from what a client offers; nothing else is spoken here.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, size, ours, sizeof ours, offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Of a key with a passphrase: nobody is there to type it.
int no_passphrase(char*, int, int, void*) { return -1; }

void bound_protocol(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, ciphers_of_1_2);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  SSL_CTX_set_session_id_context(context, session_context, sizeof session_context - 1);
}

Result<void> demand_client_certificates(ssl::context& context, const std::string& file) {
  ErrorCode ec;
  context.load_verify_file(file, ec);
  if (ec) return unusable("client_ca_file", file, ec);
  SSL_CTX_set_client_CA_list(context.native_handle(), SSL_load_client_CA_file(file.c_str()));
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, ec);
  if (ec) return unusable("client_ca_file", file, ec);
  return success();
}

}  // namespace

Result<std::shared_ptr<ssl::context>> make_tls_context(const TlsSettings& settings) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  bound_protocol(context->native_handle());
  ErrorCode ec;
  context->use_certificate_chain_file(settings.certificate_file, ec);
  if (ec) return unusable("certificate_file", settings.certificate_file, ec);
  context->use_private_key_file(settings.key_file, ssl::context::pem, ec);
  if (ec) return unusable("key_file", settings.key_file, ec);
  if (!settings.client_ca_file.empty()) {
    PP_TRYV(demand_client_certificates(*context, settings.client_ca_file));
  }
  return context;
}

}  // namespace postproof::api
