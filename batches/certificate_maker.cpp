#include "batches/certificate_maker.hpp"

#include <array>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "batches/cms_openssl.hpp"
#include "core/ensure.hpp"

namespace postproof::batches {

namespace {

using Key = std::unique_ptr<EVP_PKEY, ssl::Freed<EVP_PKEY_free>>;
using X509Owner = std::unique_ptr<X509, ssl::Freed<X509_free>>;

constexpr const char* first_second = "20200101000000Z";
constexpr const char* last_second = "20491231235959Z";
constexpr const char* here = "what is needed for a certificate is at hand";

void set_serial(X509* x509, Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  entropy.fill(bytes);
  bytes.front() &= 0x7FU;
  bytes.front() |= 0x40U;  // never zero, always 16 octets (RFC 5280 allows 20)
  const std::unique_ptr<BIGNUM, ssl::Freed<BN_free>> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  ensure(number != nullptr && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) != nullptr, here);
}

void add_extension(X509* x509, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, x509, x509, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, ssl::Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  ensure(extension != nullptr && X509_add_ext(x509, extension.get(), -1) == 1, here);
}

X509Owner certificate_of(EVP_PKEY* key, std::string_view common_name, CertificateUse use, Entropy& entropy) {
  X509Owner owner(X509_new());
  X509* x509 = owner.get();
  ensure(x509 != nullptr && X509_set_version(x509, X509_VERSION_3) == 1, here);
  set_serial(x509, entropy);
  ensure(ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), first_second) == 1, here);
  ensure(ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), last_second) == 1, here);
  X509_NAME* name = X509_get_subject_name(x509);
  ensure(
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common_name.data()),
                                 static_cast<int>(common_name.size()), -1, 0) == 1,
      "the common name has 1 to 64 characters");
  ensure(X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key) == 1, here);
  add_extension(x509, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(
      x509, NID_key_usage,
      use == CertificateUse::signing ? "critical,digitalSignature" : "critical,digitalSignature,keyAgreement");
  add_extension(x509, NID_subject_key_identifier, "hash");
  ensure(X509_sign(x509, key, EVP_sha256()) > 0, here);
  return owner;
}

}  // namespace

KeyAndCertificate make_self_signed(std::string_view common_name, CertificateUse use, Entropy& entropy) {
  const Key key(EVP_EC_gen("P-256"));
  ensure(key != nullptr, here);
  const X509Owner x509 = certificate_of(key.get(), common_name, use, entropy);
  const ssl::Bio secret(BIO_new(BIO_s_secmem()));  // wiped when freed
  ensure(secret != nullptr, here);
  ensure(PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, here);
  const ssl::Bio plain = ssl::memory();
  ensure(PEM_write_bio_X509(plain.get(), x509.get()) == 1, here);
  KeyAndCertificate made;
  made.key_pem = Secret(ssl::written(secret.get()));
  made.certificate_pem = text_of(ssl::written(plain.get()));
  return made;
}

}  // namespace postproof::batches
