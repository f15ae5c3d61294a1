#pragma once

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "core/bytes.hpp"
#include "core/instant.hpp"

namespace postproof::test {

/// A private key and a certificate that it signed for itself, made by OpenSSL and none of our code.
struct TestCertificate {
  std::string key_pem;
  std::string certificate_pem;
};

struct CertificateWish {
  std::string kind = "P-256";  ///< RSA-<bits>, PSS-<bits>, ED25519, or the name of a curve
  std::string from = "2026-01-01T00:00:00Z";
  std::string through = "2026-12-31T23:59:59Z";
  std::string key_usage = {};  ///< as in OpenSSL's configuration; empty: no such extension
};

template <auto Free>
struct OpensslFree {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using TestBio = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using TestKey = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using TestX509 = std::unique_ptr<X509, OpensslFree<X509_free>>;
using TestCms = std::unique_ptr<CMS_ContentInfo, OpensslFree<CMS_ContentInfo_free>>;

inline void demand(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("OpenSSL in a test: ") + what);
}

inline TestBio bio_of(std::string_view text) {
  return TestBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}
inline TestBio empty_bio() { return TestBio(BIO_new(BIO_s_mem())); }
inline std::string text_in(const TestBio& bio) {
  char* start = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &start);
  return {start, static_cast<std::size_t>(length)};
}

inline TestKey make_pss_key(std::size_t bits) {
  const std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>> maker(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
  EVP_PKEY* made = nullptr;
  demand(EVP_PKEY_keygen_init(maker.get()) == 1 &&
             EVP_PKEY_CTX_set_rsa_keygen_bits(maker.get(), static_cast<int>(bits)) == 1 &&
             EVP_PKEY_generate(maker.get(), &made) == 1,
         "a PSS key");
  return TestKey(made);
}

inline TestKey make_key(const std::string& kind) {
  if (kind == "ED25519") return TestKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const std::size_t bits = kind.size() > 4 ? static_cast<std::size_t>(std::atoi(kind.c_str() + 4)) : 0;
  if (kind.starts_with("RSA-")) return TestKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  if (kind.starts_with("PSS-")) return make_pss_key(bits);
  return TestKey(EVP_EC_gen(kind.c_str()));
}

inline TestKey key_in(const std::string& pem) {
  return TestKey(PEM_read_bio_PrivateKey(bio_of(pem).get(), nullptr, nullptr, nullptr));
}
inline TestX509 certificate_in(const std::string& pem) {
  return TestX509(PEM_read_bio_X509(bio_of(pem).get(), nullptr, nullptr, nullptr));
}

inline TestCertificate make_certificate(const CertificateWish& wish = {}) {
  const TestKey key = make_key(wish.kind);
  const TestX509 x509(X509_new());
  demand(key && x509, "a key");
  X509* x = x509.get();
  const auto at = [](const std::string& text) {
    return static_cast<std::time_t>(unix_seconds_of(*parse_instant(text)));
  };
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  ASN1_TIME_set(X509_getm_notBefore(x), at(wish.from));
  ASN1_TIME_set(X509_getm_notAfter(x), at(wish.through));
  X509_set_pubkey(x, key.get());
  X509_NAME* name = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("print house"), -1, -1,
                             0);
  X509_set_issuer_name(x, name);
  if (!wish.key_usage.empty()) {
    X509_EXTENSION* usage = X509V3_EXT_conf_nid(nullptr, nullptr, NID_key_usage, wish.key_usage.c_str());
    demand(usage != nullptr && X509_add_ext(x, usage, -1) == 1, "a key usage");
    X509_EXTENSION_free(usage);
  }
  demand(X509_sign(x, key.get(), wish.kind == "ED25519" ? nullptr : EVP_sha256()) > 0, "a signature");
  TestCertificate made;
  const TestBio key_bio = empty_bio();
  const TestBio certificate_bio = empty_bio();
  PEM_write_bio_PKCS8PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_X509(certificate_bio.get(), x);
  made.key_pem = text_in(key_bio);
  made.certificate_pem = text_in(certificate_bio);
  return made;
}

/// What an envelope holds, opened with this key; throws if it does not open.
inline std::string opened(ByteView der, const std::string& key_pem) {
  const TestCms cms(d2i_CMS_bio(bio_of(text_of(der)).get(), nullptr));
  demand(cms != nullptr, "an envelope");
  const TestBio plain = empty_bio();
  demand(CMS_decrypt(cms.get(), key_in(key_pem).get(), nullptr, nullptr, plain.get(), CMS_BINARY) == 1, "decryption");
  return text_in(plain);
}

/// A signature (DER) over the text; flags and digest as OpenSSL names them.
inline std::string signature_over(const std::string& text, const TestCertificate& by,
                                  unsigned flags = CMS_DETACHED | CMS_BINARY, const EVP_MD* digest = EVP_sha256()) {
  const TestCms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags | CMS_PARTIAL));
  demand(CMS_add1_signer(cms.get(), certificate_in(by.certificate_pem).get(), key_in(by.key_pem).get(), digest,
                         flags) != nullptr,
         "a signer");
  demand(CMS_final(cms.get(), bio_of(text).get(), nullptr, flags) == 1, "a signature");
  const TestBio der = empty_bio();
  i2d_CMS_bio(der.get(), cms.get());
  return text_in(der);
}

}  // namespace postproof::test
