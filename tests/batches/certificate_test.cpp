#include "batches/certificate.hpp"

#include <catch2/catch.hpp>

#include "batches/certificate_maker.hpp"
#include "batches/cms.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

Certificate certificate_of(const CertificateWish& wish) {
  return good(Certificate::of_pem(make_certificate(wish).certificate_pem));
}

std::string told(const Result<void>& result) {
  if (result) return "";
  CHECK(result.error().kind == ErrorKind::key_unusable);
  return result.error().detail;
}

}  // namespace

TEST_CASE("a fingerprint is read in any case, with colons between bytes or without, and in no other form") {
  Digest counting{};
  for (std::size_t i = 0; i < counting.size(); ++i) counting[i] = static_cast<std::uint8_t>(0xA0U + i);
  const std::string plain = to_hex(counting);
  std::string upper = plain;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string colons;
  for (std::size_t i = 0; i < plain.size(); i += 2) colons += (i == 0 ? "" : ":") + upper.substr(i, 2);
  for (const std::string& text : {plain, upper, colons}) CHECK(parse_fingerprint(text) == counting);
  std::string shifted = colons;
  std::swap(shifted[2], shifted[3]);
  for (const std::string& text :
       {std::string{}, plain.substr(1), plain + "0", "g" + plain.substr(1), " " + plain, colons + ":", shifted,
        plain.substr(0, 62) + ":a", std::string(64, ':'), std::string(95, ':'), "SHA256:" + plain}) {
    INFO(text);
    CHECK_FALSE(parse_fingerprint(text));
  }
}

TEST_CASE("a certificate tells its validity and its fingerprint, and is written as it was read") {
  const TestCertificate made = make_certificate({"P-256", "2026-03-01T10:20:30Z", "2051-02-28T23:59:59Z", ""});
  const Certificate certificate = good(Certificate::of_pem("some text before\n" + made.certificate_pem + "after"));
  CHECK(certificate.valid_from() == *parse_instant("2026-03-01T10:20:30Z"));
  CHECK(certificate.valid_through() == *parse_instant("2051-02-28T23:59:59Z"));
  CHECK(certificate.pem() == made.certificate_pem);
  unsigned char digest[32];
  unsigned length = 0;
  demand(X509_digest(certificate.x509(), EVP_sha256(), digest, &length) == 1, "a digest");
  CHECK(to_hex(certificate.sha256()) == to_hex({digest, length}));
}

TEST_CASE("only the pinned certificate is accepted, and both fingerprints are told otherwise") {
  const TestCertificate mine = make_certificate();
  const TestCertificate other = make_certificate();
  const Digest pin = good(Certificate::of_pem(mine.certificate_pem)).sha256();
  CHECK(Certificate::pinned(mine.certificate_pem, pin));
  CHECK(Certificate::pinned(mine.certificate_pem + other.certificate_pem, pin));
  for (const std::string& pem : {other.certificate_pem, other.certificate_pem + mine.certificate_pem}) {
    const auto refused = Certificate::pinned(pem, pin);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::key_unusable);
    CHECK_THAT(refused.error().detail, Catch::Contains(to_hex(pin)));
    CHECK_THAT(refused.error().detail,
               Catch::Contains(to_hex(good(Certificate::of_pem(other.certificate_pem)).sha256())));
  }
}

TEST_CASE("what is no certificate in PEM is refused") {
  const TestCertificate made = make_certificate();
  std::string damaged = made.certificate_pem;
  damaged[damaged.size() / 2] = '!';
  const std::string& pem = made.certificate_pem;
  for (const std::string& text :
       {std::string{}, std::string{"hello"}, made.key_pem, damaged, pem.substr(0, 100), pem.substr(0, pem.size() - 30),
        std::string("\0\0\0", 3), std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        std::string(65'536, ' ') + pem, std::string(10'000'000, 'A')}) {
    const auto refused = Certificate::of_pem(text);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::key_unusable);
  }
  CHECK(Certificate::of_pem(std::string(65'536 - pem.size(), '\n') + pem));
}

TEST_CASE("a certificate is valid from its first second through its last") {
  const Certificate certificate = certificate_of({"P-256", "2026-11-23T15:00:00Z", "2026-11-30T15:00:00Z", ""});
  const Instant from = *parse_instant("2026-11-23T18:00:00+03:00");
  const Instant through = *parse_instant("2026-11-30T18:00:00+03:00");
  CHECK_THAT(told(check_validity(certificate, from - seconds{1})), Catch::Contains("not valid yet"));
  CHECK(check_validity(certificate, from));
  CHECK(check_validity(certificate, through));
  CHECK_THAT(told(check_validity(certificate, through + seconds{1})), Catch::Contains("expired"));
}

TEST_CASE("which keys letters are encrypted for, and which sign") {
  struct Row {
    const char* kind;
    const char* usage;
    const char* encrypting;  // what is told, "" if it may
    const char* signing;
  };
  const std::vector<Row> rows{
      {"RSA-2048", "", "", ""},
      {"RSA-2048", "keyEncipherment", "", "neither digitalSignature nor"},
      {"RSA-2048", "digitalSignature", "no keyEncipherment", ""},
      {"RSA-2048", "keyAgreement", "no keyEncipherment", "neither digitalSignature nor"},
      {"RSA-2048", "keyEncipherment,digitalSignature", "", ""},
      {"P-256", "", "", ""},
      {"P-256", "keyAgreement", "", "neither digitalSignature nor"},
      {"P-256", "keyEncipherment", "no keyAgreement", "neither digitalSignature nor"},
      {"P-256", "nonRepudiation", "no keyAgreement", ""},
      {"P-384", "", "", ""},
      {"P-521", "", "", ""},
      {"RSA-1024", "", "1024 bits", "1024 bits"},
      {"RSA-2047", "", "2047 bits", "2047 bits"},
      {"secp256k1", "", "another curve", "another curve"},
      {"P-224", "", "another curve", "another curve"},
      {"PSS-2048", "", "RSA-PSS", "RSA-PSS"},
      {"ED25519", "", "ED25519", "ED25519"},
  };
  for (const Row& row : rows) {
    INFO(row.kind << " " << row.usage);
    CertificateWish wish;
    wish.kind = row.kind;
    wish.key_usage = row.usage;
    const Certificate certificate = certificate_of(wish);
    const std::string encrypting = told(check_recipient_key(certificate));
    const std::string signing = told(check_signing_key(certificate));
    CHECK(encrypting.empty() == std::string(row.encrypting).empty());
    CHECK_THAT(encrypting, Catch::Contains(row.encrypting));
    CHECK(signing.empty() == std::string(row.signing).empty());
    CHECK_THAT(signing, Catch::Contains(row.signing));
  }
}

TEST_CASE("a made certificate fits its key and its use, and no two are alike") {
  SeededEntropy entropy(1);
  const KeyAndCertificate signing = make_self_signed("manifests", CertificateUse::signing, entropy);
  const KeyAndCertificate both = make_self_signed("print house", CertificateUse::signing_and_encryption, entropy);
  const Certificate one = good(Certificate::of_pem(signing.certificate_pem));
  const Certificate two = good(Certificate::of_pem(both.certificate_pem));
  CHECK(check_signing_key(one));
  CHECK_THAT(told(check_recipient_key(one)), Catch::Contains("no keyAgreement"));
  CHECK(check_signing_key(two));
  CHECK(check_recipient_key(two));
  CHECK(Signer::load(signing.key_pem, signing.certificate_pem));
  CHECK(Signer::load(both.key_pem, both.certificate_pem));
  CHECK_FALSE(Signer::load(signing.key_pem, both.certificate_pem));
  CHECK(one.valid_from() == *parse_instant("2020-01-01T00:00:00Z"));
  CHECK(one.valid_through() == *parse_instant("2049-12-31T23:59:59Z"));
  CHECK(X509_check_ca(one.x509()) == 0);
  CHECK(X509_verify(one.x509(), X509_get0_pubkey(one.x509())) == 1);
  CHECK(ASN1_INTEGER_cmp(X509_get0_serialNumber(one.x509()), X509_get0_serialNumber(two.x509())) != 0);
}
