#include "batches/cms.hpp"

#include <catch2/catch.hpp>

#include "tests/support/certificates.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

TestCertificate of_kind(const std::string& kind) {
  CertificateWish wish;
  wish.kind = kind;
  return make_certificate(wish);
}

Certificate certificate(const TestCertificate& of) { return good(Certificate::of_pem(of.certificate_pem)); }

Signer signer(const TestCertificate& of) { return good(Signer::load(Secret(of.key_pem), of.certificate_pem)); }

std::string binary(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 256);
  return text;
}

bool opens(ByteView der, const std::string& key_pem) {
  try {
    (void)opened(der, key_pem);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// The structure of an envelope, as OpenSSL prints it.
std::string printed(ByteView der) {
  const TestCms cms(d2i_CMS_bio(bio_of(text_of(der)).get(), nullptr));
  const TestBio out = empty_bio();
  CMS_ContentInfo_print_ctx(out.get(), cms.get(), 0, nullptr);
  return text_in(out);
}

Instant evening() { return *parse_instant("2026-11-23T18:30:00+03:00"); }

}  // namespace

TEST_CASE("what is encrypted opens to the same bytes with the recipient's key, and with no other") {
  const std::string kind = GENERATE("RSA-2048", "RSA-4096", "P-256", "P-384", "P-521");
  const TestCertificate house = of_kind(kind);
  const TestCertificate other = of_kind(kind.starts_with("RSA") ? "RSA-2048" : kind);
  INFO(kind);
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 4095U, 4096U, 4097U, 1'000'000U}) {
    INFO(size << " bytes");
    const std::string plain = binary(size);
    const Bytes der = good(encrypt(certificate(house), bytes_of(plain)));
    CHECK(opened(der, house.key_pem) == plain);
    CHECK_FALSE(opens(der, other.key_pem));
    CHECK(der.size() < size + 1200);
  }
}

TEST_CASE("an envelope is AuthEnvelopedData with AES-256-GCM, and the key travels under SHA-256") {
  const std::string for_rsa = printed(good(encrypt(certificate(of_kind("RSA-2048")), bytes_of("x"))));
  const std::string for_ec = printed(good(encrypt(certificate(of_kind("P-384")), bytes_of("x"))));
  for (const std::string& text : {for_rsa, for_ec}) {
    CHECK_THAT(text, Catch::Contains("id-smime-ct-authEnvelopedData"));
    CHECK_THAT(text, Catch::Contains("aes-256-gcm"));
    CHECK_THAT(text, !Catch::Contains("sha1"));
  }
  CHECK_THAT(for_rsa, Catch::Contains("rsaesOaep"));
  CHECK_THAT(for_rsa, Catch::Contains("sha256"));
  CHECK_THAT(for_ec, Catch::Contains("dhSinglePass-stdDH-sha256kdf-scheme"));
}

TEST_CASE("two envelopes of the same bytes have nothing in common, and none shows what it holds") {
  const Certificate house = certificate(of_kind("P-256"));
  const std::string plain = "code 1234 5678 9012 code 1234 5678 9012";
  const Bytes one = good(encrypt(house, bytes_of(plain)));
  const Bytes two = good(encrypt(house, bytes_of(plain)));
  CHECK(one != two);
  CHECK(text_of(one).find("1234") == std::string_view::npos);
}

TEST_CASE("an envelope with any bit of its content or tag changed does not open") {
  const TestCertificate house = of_kind("P-256");
  const std::string plain = binary(64);
  const Bytes der = good(encrypt(certificate(house), bytes_of(plain)));
  for (std::size_t back = 1; back <= 64 + 16; ++back) {  // the tag stands last, its two-byte head before it
    if (back == 17 || back == 18) continue;
    Bytes changed = der;
    changed[der.size() - back] ^= 0x10U;
    INFO(back << " bytes from the end");
    CHECK_FALSE(opens(changed, house.key_pem));
  }
}

TEST_CASE("more than a file can be is refused") {
  const std::uint8_t byte = 0;
  const auto refused = encrypt(certificate(of_kind("P-256")), ByteView(&byte, (std::size_t{1} << 30U) + 1));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::file_invalid);
}

TEST_CASE("a signature is verified by its certificate, over the same bytes only") {
  const std::string kind = GENERATE("RSA-2048", "RSA-4096", "P-256", "P-384");
  const TestCertificate us = of_kind(kind);
  const Signer ours = signer(us);
  const std::string text = "{\"letters\":3}\r\n\n";
  const Bytes signature = good(ours.sign(bytes_of(text), evening()));
  CHECK(ours.verify(bytes_of(text), signature));
  CHECK(verify_detached(bytes_of(text), signature, certificate(us)));
  for (const std::string& other : {text + " ", text.substr(1), std::string{}, std::string{"{\"letters\":3}\n\n"}}) {
    CHECK(ours.verify(bytes_of(other), signature).error().kind == ErrorKind::file_invalid);
  }
  const auto stranger = verify_detached(bytes_of(text), signature, certificate(of_kind(kind)));
  REQUIRE_FALSE(stranger);
  CHECK(stranger.error().kind == ErrorKind::file_invalid);
  CHECK(text_of(signature).find("letters") == std::string_view::npos);
}

TEST_CASE("a signature carries the instant it was given, not that of the machine") {
  const Signer ours = signer(of_kind("P-256"));
  const Bytes signature = good(ours.sign(bytes_of("x"), evening()));
  CHECK_THAT(printed(signature), Catch::Contains("Nov 23 15:30:00 2026 GMT"));
}

TEST_CASE("a stranger with a certificate of the same name and number does not pass for the pinned one") {
  const TestCertificate pinned = of_kind("P-256");
  const TestCertificate forger = of_kind("P-256");  // same issuer, same serial number, another key
  const std::string forged = signature_over("text", forger);
  CHECK_FALSE(verify_detached(bytes_of("text"), bytes_of(forged), certificate(pinned)));
  CHECK(verify_detached(bytes_of("text"), bytes_of(forged), certificate(forger)));
}

TEST_CASE("which signatures count and which do not") {
  const TestCertificate house = of_kind("P-256");
  const std::string text = "{\"state\":\"accepted\"}\n";
  const auto told = [&](const std::string& signature) -> std::string {
    const auto verified = verify_detached(bytes_of(text), bytes_of(signature), certificate(house));
    if (verified) return "";
    CHECK(verified.error().kind == ErrorKind::file_invalid);
    return verified.error().detail;
  };
  constexpr unsigned plain = CMS_DETACHED | CMS_BINARY;
  CHECK(told(signature_over(text, house)).empty());
  CHECK(told(signature_over(text, house, plain, EVP_sha512())).empty());
  CHECK(told(signature_over(text, house, plain | CMS_NOATTR)).empty());
  CHECK(told(signature_over(text, house, plain | CMS_NOCERTS)).empty());
  CHECK_THAT(told(signature_over(text, house, plain, EVP_sha1())), Catch::Contains("SHA-256"));
  CHECK_THAT(told(signature_over(text, house, CMS_BINARY)), Catch::Contains("content of its own"));
  CHECK_THAT(told(signature_over(text, house) + "x"), Catch::Contains("follows"));
  CHECK_THAT(told(""), Catch::Contains("no CMS"));
  CHECK_THAT(told("-----BEGIN CMS-----"), Catch::Contains("no CMS"));
  CHECK_THAT(told(std::string(10'000'000, '\x30')), Catch::Contains("larger than"));
  CHECK_THAT(told(std::string(200'000, '\x30')), Catch::Contains("no CMS"));
  CHECK_THAT(told(std::string(200'000, '\x00')), Catch::Contains("no CMS"));
}

TEST_CASE("an envelope is no signature") {
  const TestCertificate house = of_kind("P-256");
  const Bytes envelope = good(encrypt(certificate(house), bytes_of("text")));
  const auto refused = verify_detached(bytes_of("text"), envelope, certificate(house));
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().detail, Catch::Contains("no CMS SignedData"));
}

TEST_CASE("two signers are one too many, and none is one too few") {
  const TestCertificate house = of_kind("P-256");
  const TestCertificate other = of_kind("P-256");
  const std::string text = "text";
  for (const bool both : {true, false}) {
    const TestCms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_DETACHED | CMS_BINARY | CMS_PARTIAL));
    for (const TestCertificate* by : {&house, &other}) {
      if (!both) break;
      demand(CMS_add1_signer(cms.get(), certificate_in(by->certificate_pem).get(), key_in(by->key_pem).get(),
                             EVP_sha256(), 0) != nullptr,
             "a signer");
    }
    const bool finished = !both || CMS_final(cms.get(), bio_of(text).get(), nullptr, CMS_DETACHED | CMS_BINARY) == 1;
    demand(finished, "a signature");
    const TestBio der = empty_bio();
    i2d_CMS_bio(der.get(), cms.get());
    const auto refused = verify_detached(bytes_of(text), bytes_of(text_in(der)), certificate(house));
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().detail, Catch::Contains("exactly one signer"));
  }
}

TEST_CASE("a signature cut short anywhere is refused") {
  const TestCertificate house = of_kind("P-256");
  const std::string whole = signature_over("text", house);
  const Certificate pinned = certificate(house);
  for (std::size_t kept = 0; kept < whole.size(); ++kept) {
    if (verify_detached(bytes_of("text"), bytes_of(whole.substr(0, kept)), pinned)) FAIL("accepted with " << kept);
  }
}

TEST_CASE("a signature with any byte changed is refused, or what was changed is not part of what is proved") {
  const TestCertificate house = of_kind("P-256");
  const std::string whole = signature_over("text", house, CMS_DETACHED | CMS_BINARY | CMS_NOCERTS);
  const Certificate pinned = certificate(house);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x01);
    if (!verify_detached(bytes_of("text"), bytes_of(changed), pinned)) continue;
    CHECK_FALSE(verify_detached(bytes_of("tex?"), bytes_of(changed), pinned));
  }
}

TEST_CASE("a key to sign with is refused with what is wrong with it") {
  const TestCertificate us = of_kind("P-256");
  const TestCertificate other = of_kind("P-256");
  CertificateWish encryption_only;
  encryption_only.key_usage = "keyAgreement";
  const TestCertificate not_for_signing = make_certificate(encryption_only);
  const TestCertificate small = of_kind("RSA-1024");
  const TestBio locked = empty_bio();
  const char* password = "secret";
  demand(PEM_write_bio_PKCS8PrivateKey(locked.get(), key_in(us.key_pem).get(), EVP_aes_256_cbc(), password, 6, nullptr,
                                       nullptr) == 1,
         "an encrypted key");
  const auto told = [](const std::string& key, const std::string& pem) {
    const auto refused = Signer::load(Secret(std::string_view(key)), pem);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::key_unusable);
    return refused.error().detail;
  };
  CHECK_THAT(told(other.key_pem, us.certificate_pem), Catch::Contains("do not belong together"));
  CHECK_THAT(told("", us.certificate_pem), Catch::Contains("cannot be read"));
  CHECK_THAT(told(us.certificate_pem, us.certificate_pem), Catch::Contains("cannot be read"));
  CHECK_THAT(told(text_in(locked), us.certificate_pem), Catch::Contains("without a password"));
  CHECK_THAT(told(std::string(70'000, 'x'), us.certificate_pem), Catch::Contains("64 KiB"));
  CHECK_THAT(told(us.key_pem, us.key_pem), Catch::Contains("no certificate"));
  CHECK_THAT(told(not_for_signing.key_pem, not_for_signing.certificate_pem), Catch::Contains("digitalSignature"));
  CHECK_THAT(told(small.key_pem, small.certificate_pem), Catch::Contains("1024 bits"));
}

TEST_CASE("a signing certificate that has expired stops the run") {
  const Signer ours = signer(make_certificate());
  CHECK(ours.before_sealing(evening()));
  const auto refused = ours.before_sealing(*parse_instant("2027-01-01T00:00:00Z"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::key_unusable);
  CHECK_THAT(refused.error().detail, Catch::Contains("keys.signing_certificate"));
}
