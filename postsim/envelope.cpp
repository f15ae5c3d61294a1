#include "postsim/envelope.hpp"

#include <limits>
#include <memory>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "core/ensure.hpp"
#include "postsim/digest.hpp"

namespace postproof::postsim {

namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

Bio reader(ByteView bytes) {
  ensure(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()), "an envelope fits an int");
  const void* start = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  Bio bio(BIO_new_mem_buf(start, static_cast<int>(bytes.size())));
  ensure(bio != nullptr, "there is memory for a reader");
  return bio;
}

Bytes written(BIO* bio) {
  char* start = nullptr;
  const long length = BIO_get_mem_data(bio, &start);
  return {start, start + length};
}

Error with_reason(ErrorKind kind, std::string what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return fail(kind, reason == nullptr ? std::move(what) : std::move(what) + ": " + reason);
}

/// Refuses to ask anybody for a password.
int no_password(char*, int, int, void*) { return -1; }

Result<Key> key_of(std::string_view pem) {
  Key key(PEM_read_bio_PrivateKey(reader(bytes_of(pem)).get(), nullptr, no_password, nullptr));
  if (!key) return with_reason(ErrorKind::key_unusable, "the print house's private key cannot be read");
  return key;
}

Result<Certificate> certificate_of(std::string_view pem) {
  Certificate certificate(PEM_read_bio_X509(reader(bytes_of(pem)).get(), nullptr, no_password, nullptr));
  if (!certificate) return with_reason(ErrorKind::key_unusable, "a certificate cannot be read");
  return certificate;
}

}  // namespace

Result<Bytes> open_envelope(ByteView der, std::string_view key_pem) {
  PP_TRY(const Key key, key_of(key_pem));
  const Cms cms(d2i_CMS_bio(reader(der).get(), nullptr));
  if (!cms) return with_reason(ErrorKind::file_invalid, "no CMS envelope");
  const Bio plain(BIO_new(BIO_s_mem()));
  ensure(plain != nullptr, "there is memory for a writer");
  if (CMS_decrypt(cms.get(), key.get(), nullptr, nullptr, plain.get(), CMS_BINARY) != 1) {
    return with_reason(ErrorKind::file_invalid, "the envelope does not open with the print house's key");
  }
  return written(plain.get());
}

Result<Bytes> sign_detached(ByteView bytes, std::string_view key_pem, std::string_view certificate_pem) {
  PP_TRY(const Key key, key_of(key_pem));
  PP_TRY(const Certificate certificate, certificate_of(certificate_pem));
  const Cms cms(CMS_sign(certificate.get(), key.get(), nullptr, reader(bytes).get(), CMS_DETACHED | CMS_BINARY));
  if (!cms) return with_reason(ErrorKind::key_unusable, "the print house's key and certificate do not sign");
  const Bio der(BIO_new(BIO_s_mem()));
  ensure(der != nullptr && i2d_CMS_bio(der.get(), cms.get()) == 1, "a signature can be written down");
  return written(der.get());
}

Result<void> verify_detached(ByteView bytes, ByteView signature, std::string_view certificate_pem) {
  PP_TRY(const Certificate certificate, certificate_of(certificate_pem));
  const Cms cms(d2i_CMS_bio(reader(signature).get(), nullptr));
  if (!cms) return with_reason(ErrorKind::file_invalid, "no CMS signature");
  const std::unique_ptr<STACK_OF(X509), Freed<[](STACK_OF(X509) * all) { sk_X509_free(all); }>> only(
      sk_X509_new_null());
  ensure(only && sk_X509_push(only.get(), certificate.get()) == 1, "there is memory for a list");
  constexpr unsigned flags = CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOCRL;
  if (CMS_verify(cms.get(), only.get(), nullptr, reader(bytes).get(), nullptr, flags) == 1) return success();
  return with_reason(ErrorKind::file_invalid, "not the sender's signature of these bytes");
}

Result<std::string> certificate_sha256(std::string_view certificate_pem) {
  PP_TRY(const Certificate certificate, certificate_of(certificate_pem));
  const Bio der(BIO_new(BIO_s_mem()));
  ensure(der != nullptr && i2d_X509_bio(der.get(), certificate.get()) == 1, "a certificate can be written down");
  return sha256_hex(written(der.get()));
}

}  // namespace postproof::postsim
