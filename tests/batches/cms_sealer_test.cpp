#include "batches/cms_sealer.hpp"

#include <catch2/catch.hpp>

#include "batches/before_sealing.hpp"
#include "batches/cms.hpp"
#include "batches/manifest_signature.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/night_shop.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

Digest fingerprint(const TestCertificate& of) { return good(Certificate::of_pem(of.certificate_pem)).sha256(); }

/// A certificate on the disk, pinned.
struct Pinned {
  explicit Pinned(const CertificateWish& wish = {}) : made(make_certificate(wish)) { write(made.certificate_pem); }
  void write(const std::string& pem) { write_file(path, pem); }
  CmsSealer sealer() { return {files, path, pin}; }

  TempFolder folder;
  system::PosixFiles files;
  Path path = folder / "printhouse.crt";
  TestCertificate made;
  Digest pin = fingerprint(made);
};

std::string told(const Result<void>& result) {
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::key_unusable);
  return result.error().detail;
}

}  // namespace

TEST_CASE("without encryption a file stays as it is") {
  const PlainFiles sealer;
  CHECK(text_of(good(sealer.seal(Bytes{'a', 'b'}))) == "ab");
  CHECK_FALSE(sealer.recipient());
  CHECK(sealer.before_sealing(monday_evening()));
}

TEST_CASE("a file is sealed for the pinned certificate, and its plaintext is gone") {
  Pinned house;
  const CmsSealer sealer = house.sealer();
  CHECK(sealer.before_sealing(monday_evening()));
  CHECK(sealer.recipient() == house.pin);
  Bytes plain{'t', 'e', 'x', 't'};
  const Bytes sealed = good(sealer.seal(std::move(plain)));
  CHECK(plain.empty());  // NOLINT(bugprone-use-after-move): the promise under test
  CHECK(opened(sealed, house.made.key_pem) == "text");
}

TEST_CASE("a certificate that is missing, another, no certificate or for something else is told before sealing") {
  Pinned house;
  std::string word;
  SECTION("missing") {
    std::filesystem::remove(house.path);
    word = "printhouse.crt";
  }
  SECTION("another") {
    house.write(make_certificate().certificate_pem);
    word = to_hex(house.pin);
  }
  SECTION("none") {
    house.write("hello");
    word = "no certificate";
  }
  SECTION("a directory") {
    std::filesystem::remove(house.path);
    std::filesystem::create_directory(house.path);
    word = "printhouse.crt";
  }
  SECTION("huge") {
    house.write(std::string(100'000, 'x'));
    word = "printhouse.crt";
  }
  SECTION("for signing only") {
    CertificateWish wish;
    wish.key_usage = "digitalSignature";
    house.made = make_certificate(wish);
    house.pin = fingerprint(house.made);
    house.write(house.made.certificate_pem);
    word = "no keyAgreement";
  }
  const CmsSealer sealer = house.sealer();
  const std::string detail = told(sealer.before_sealing(monday_evening()));
  CHECK_THAT(detail, Catch::Contains(word));
  CHECK_THAT(detail, Catch::Contains("batch.recipient_certificate"));
  CHECK_FALSE(sealer.recipient());
  CHECK(sealer.seal(Bytes{'x'}).error().kind == ErrorKind::key_unusable);
}

TEST_CASE("a certificate that is exchanged while the program runs is noticed before the next sealing") {
  Pinned house;
  const CmsSealer sealer = house.sealer();
  CHECK(sealer.before_sealing(monday_evening()));
  house.write(make_certificate().certificate_pem);
  CHECK_THAT(told(sealer.before_sealing(monday_evening())), Catch::Contains("pinned"));
  std::filesystem::remove(house.path);
  CHECK_THAT(told(sealer.before_sealing(monday_evening())), Catch::Contains("printhouse.crt"));
  house.write(house.made.certificate_pem);
  CHECK(sealer.before_sealing(monday_evening()));
}

TEST_CASE("an expired certificate and one that is not valid yet are told before sealing, to the second") {
  Pinned house({"P-256", "2026-11-23T15:30:00Z", "2026-11-24T15:30:00Z", ""});
  const CmsSealer sealer = house.sealer();
  const Instant from = *parse_instant("2026-11-23T15:30:00Z");
  CHECK_THAT(told(sealer.before_sealing(from - seconds{1})), Catch::Contains("not valid yet"));
  CHECK(sealer.before_sealing(from));
  CHECK(sealer.before_sealing(from + seconds{86'400}));
  CHECK_THAT(told(sealer.before_sealing(from + seconds{86'401})), Catch::Contains("expired"));
}

TEST_CASE("an unusable certificate raises an alarm, once, and a usable one closes it") {
  TempFolder folder;
  NightShop shop(folder.path());
  Pinned house;
  shop.sealer = std::make_unique<CmsSealer>(house.sealer());
  const Night night = shop.night();
  CHECK(check_before_sealing(night, monday_evening()));
  CHECK(alarms_of(shop, "certificate_unusable").empty());
  house.write("gone");
  CHECK_THAT(told(check_before_sealing(night, monday_evening())), Catch::Contains("printhouse.crt"));
  CHECK_FALSE(check_before_sealing(night, monday_evening() + seconds{60}));
  CHECK(alarms_of(shop, "certificate_unusable").size() == 1);
  house.write(house.made.certificate_pem);
  CHECK(check_before_sealing(night, monday_evening() + seconds{120}));
  CHECK(alarms_of(shop, "certificate_unusable").empty());
}

TEST_CASE("our own certificate is looked at before sealing too") {
  TempFolder folder;
  NightShop shop(folder.path());
  const TestCertificate us = make_certificate({"P-256", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", ""});
  const Signer signer = good(Signer::load(Secret(us.key_pem), us.certificate_pem));
  shop.signer = &signer;
  CHECK_THAT(told(check_before_sealing(shop.night(), monday_evening())), Catch::Contains("keys.signing_certificate"));
  CHECK(alarms_of(shop, "certificate_unusable").size() == 1);
}

TEST_CASE("a batch is rendered only for the certificate it was sealed for") {
  TempFolder folder;
  NightShop shop(folder.path());
  Pinned house;
  Batch batch;
  batch.id = BatchId{"B20261123-01"};
  CHECK(check_recipient_of(shop.night(), batch));
  batch.recipient_certificate = house.pin;
  const auto changed = [&] {
    const auto refused = check_recipient_of(shop.night(), batch);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::data_corrupt);
    return refused.error().detail;
  };
  CHECK_THAT(changed(), Catch::Contains("names none"));
  shop.sealer = std::make_unique<CmsSealer>(house.sealer());
  CHECK(check_recipient_of(shop.night(), batch));
  Pinned other;
  shop.sealer = std::make_unique<CmsSealer>(other.sealer());
  CHECK_THAT(changed(), Catch::Contains(to_hex(other.pin)));
  batch.recipient_certificate.reset();
  CHECK_THAT(changed(), Catch::Contains("certificate none"));
}

TEST_CASE("a manifest is signed once; a signature that does not fit is made again") {
  TempFolder folder;
  NightShop shop(folder.path());
  const Path file = folder / "manifest.json.p7s";
  good(keep_manifest_signature(shop.night(), folder.path(), bytes_of("manifest"), monday_evening()));
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK_FALSE(good(signature_consignment(shop.night(), folder.path())));

  const TestCertificate us = make_certificate();
  const Signer signer = good(Signer::load(Secret(us.key_pem), us.certificate_pem));
  shop.signer = &signer;
  const auto keep = [&](const std::string& manifest) {
    good(keep_manifest_signature(shop.night(), folder.path(), bytes_of(manifest), monday_evening()));
    return text_of_file(file);
  };
  const std::string first = keep("manifest");
  CHECK(signer.verify(bytes_of("manifest"), bytes_of(first)));
  CHECK(keep("manifest") == first);
  const auto handed = good(signature_consignment(shop.night(), folder.path()));
  REQUIRE(handed);
  CHECK(handed->name == "manifest.json.p7s");
  CHECK(handed->sha256 == codegen::sha256(bytes_of(first)));
  const std::string other = keep("another");
  CHECK(signer.verify(bytes_of("another"), bytes_of(other)));
  write_file(file, "damaged");
  CHECK(signer.verify(bytes_of("another"), bytes_of(keep("another"))));
  write_file(file, std::string(1'000'000, 'x'));
  CHECK(signer.verify(bytes_of("another"), bytes_of(keep("another"))));
}
