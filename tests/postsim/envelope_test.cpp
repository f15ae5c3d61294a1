#include "postsim/envelope.hpp"

#include <memory>

#include <catch2/catch.hpp>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "postsim/letters_file.hpp"
#include "system/posix_files.hpp"
#include "tests/postsim/paper.hpp"
#include "tests/postsim/temp_folder.hpp"

namespace postproof::postsim {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string text_in(BIO* bio) {
  char* start = nullptr;
  const long length = BIO_get_mem_data(bio, &start);
  return {start, static_cast<std::size_t>(length)};
}

Bio writer() { return {BIO_new(BIO_s_mem()), &BIO_free}; }
Bio reader(const std::string& text) { return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free}; }

/// A print house with a fresh key and a certificate for it.
struct House {
  explicit House(const char* kind) : key(make_key(kind), &EVP_PKEY_free), certificate(X509_new(), &X509_free) {
    REQUIRE(key);
    X509* x = certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 86'400);
    X509_set_pubkey(x, key.get());
    X509_NAME* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Print house"), -1, -1,
                               0);
    X509_set_issuer_name(x, name);
    REQUIRE(X509_sign(x, key.get(), EVP_sha256()) > 0);
  }

  static EVP_PKEY* make_key(const std::string& kind) {
    return kind == "RSA" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})
                         : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  }
  std::string key_pem() const {
    const Bio bio = writer();
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return text_in(bio.get());
  }
  std::string certificate_pem() const {
    const Bio bio = writer();
    PEM_write_bio_X509(bio.get(), certificate.get());
    return text_in(bio.get());
  }
  /// AuthEnvelopedData with AES-256-GCM for this certificate.
  std::string envelope(const std::string& plain) const {
    STACK_OF(X509)* to = sk_X509_new_null();
    sk_X509_push(to, certificate.get());
    CMS_ContentInfo* cms = CMS_encrypt(to, reader(plain).get(), EVP_aes_256_gcm(), CMS_BINARY);
    sk_X509_free(to);
    REQUIRE(cms != nullptr);
    const Bio bio = writer();
    i2d_CMS_bio(bio.get(), cms);
    CMS_ContentInfo_free(cms);
    return text_in(bio.get());
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key;
  std::unique_ptr<X509, decltype(&X509_free)> certificate;
};

}  // namespace

TEST_CASE("an envelope opens with the key it was made for, whatever the kind of key") {
  const House house(GENERATE("RSA", "EC"));
  const std::string envelope = house.envelope("one letter\r\nwith lines\n");
  const auto plain = open_envelope(bytes_of(envelope), house.key_pem());
  REQUIRE(plain);
  CHECK(text_of(plain.value()) == "one letter\r\nwith lines\n");
}

TEST_CASE("an envelope for another key, a changed one and a cut one do not open") {
  const House house("EC");
  const std::string envelope = house.envelope("one letter");
  CHECK(open_envelope(bytes_of(envelope), House("EC").key_pem()).error().kind == ErrorKind::file_invalid);
  std::string changed = envelope;
  changed[changed.size() - 20] = static_cast<char>(changed[changed.size() - 20] ^ 1);
  CHECK_FALSE(open_envelope(bytes_of(changed), house.key_pem()));
  CHECK_FALSE(open_envelope(bytes_of(envelope.substr(0, envelope.size() - 1)), house.key_pem()));
  CHECK_FALSE(open_envelope(bytes_of("hello"), house.key_pem()));
  CHECK_FALSE(open_envelope({}, house.key_pem()));
}

TEST_CASE("a key that is none is told as such") {
  const House house("EC");
  const auto plain = open_envelope(bytes_of(house.envelope("x")), "no key");
  REQUIRE_FALSE(plain);
  CHECK(plain.error().kind == ErrorKind::key_unusable);
}

TEST_CASE("letters in an envelope are read without leaving a plain file") {
  const House house("EC");
  const TempFolder folder;
  const system::PosixFiles files;
  write_file(folder.path() / "letters-0001.pdf.p7m", house.envelope(make_pdf({letter_page(LetterText())})));
  CHECK(open_letters(files, folder.path() / "letters-0001.pdf.p7m", folder.path() / "key").error().kind ==
        ErrorKind::key_unusable);
  write_file(folder.path() / "key", house.key_pem());
  const auto pages = open_letters(files, folder.path() / "letters-0001.pdf.p7m", folder.path() / "key");
  REQUIRE(pages);
  CHECK(pages.value().count() == 1);
}

TEST_CASE("a detached signature is verified by its certificate over the same bytes only") {
  const House house("EC");
  const std::string text = "{\"state\":\"accepted\"}\n";
  const auto signature = sign_detached(bytes_of(text), house.key_pem(), house.certificate_pem());
  REQUIRE(signature);
  const auto verified = [&](const std::string& over) {
    const std::string written(text_of(signature.value()));
    const Bio der = reader(written);
    CMS_ContentInfo* cms = d2i_CMS_bio(der.get(), nullptr);
    REQUIRE(cms != nullptr);
    const int good =
        CMS_verify(cms, nullptr, nullptr, reader(over).get(), nullptr, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY);
    CMS_ContentInfo_free(cms);
    return good == 1;
  };
  CHECK(verified(text));
  CHECK_FALSE(verified(text + " "));
  CHECK(sign_detached(bytes_of(text), House("EC").key_pem(), house.certificate_pem()).error().kind ==
        ErrorKind::key_unusable);
  CHECK(sign_detached(bytes_of(text), house.key_pem(), "none").error().kind == ErrorKind::key_unusable);
}

}  // namespace postproof::postsim
