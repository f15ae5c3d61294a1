#include <filesystem>

#include <catch2/catch.hpp>

#include "postsim/digest.hpp"
#include "postsim/envelope.hpp"
#include "postsim/printed_sheets.hpp"
#include "tests/postsim/shop.hpp"
#include "tests/support/certificates.hpp"

namespace postproof::postsim {

using test::CertificateWish;
using test::make_certificate;
using test::signature_over;
using test::TestCertificate;

namespace {

/// AuthEnvelopedData for this certificate.
std::string envelope(const std::string& plain, const TestCertificate& to) {
  STACK_OF(X509)* recipients = sk_X509_new_null();
  const test::TestX509 certificate = test::certificate_in(to.certificate_pem);
  sk_X509_push(recipients, certificate.get());
  const test::TestCms cms(CMS_encrypt(recipients, test::bio_of(plain).get(), EVP_aes_256_gcm(), CMS_BINARY));
  sk_X509_free(recipients);
  const test::TestBio der = test::empty_bio();
  i2d_CMS_bio(der.get(), cms.get());
  return test::text_in(der);
}

/// A print house with keys, and a sender that signs.
struct SealedShop : Shop {
  TestCertificate mine = make_certificate();
  TestCertificate sender = make_certificate();

  SealedShop() {
    write_file(folder.path() / "key", mine.key_pem);
    write_file(folder.path() / "crt", mine.certificate_pem);
    write_file(folder.path() / "sender.crt", sender.certificate_pem);
  }

  /// A batch whose letters and lists are encrypted for `to`.
  static BatchMaker encrypted(const TestCertificate& to) {
    BatchMaker batch(monday_batch, some_letters(2));
    std::map<std::string, std::string> sealed;
    for (const auto& [name, content] : batch.files) {
      if (name == "index.csv") continue;
      sealed[name + ".p7m"] = envelope(content, to);
    }
    batch.files = std::move(sealed);
    batch.letters_of_files = {{"letters-0001.pdf.p7m", 2}};
    for (std::size_t at = 0; (at = batch.index_csv.find("0001.pdf,", at)) != std::string::npos; at += 12) {
      batch.index_csv.replace(at, 9, "0001.pdf.p7m,");
    }
    const std::string named = certificate_sha256(to.certificate_pem).value();
    batch.fields["recipient_certificate_sha256"] = "\"" + named + "\"";
    batch.seal();
    return batch;
  }
};

}  // namespace

TEST_CASE("a batch that is encrypted for the print house and signed by the sender is printed, and the answer signed") {
  SealedShop shop;
  BatchMaker batch = SealedShop::encrypted(shop.mine);
  batch.signature = signature_over(batch.manifest, shop.sender);
  batch.hand_over(shop.in);
  CHECK(shop.look().troubled == 0);
  CHECK(text_in(shop.ack(monday_batch), "state") == "accepted");
  const std::string signature = content_of(shop.acks / (std::string(monday_batch) + ".ack.json.p7s"));
  CHECK(verify_detached(bytes_of(shop.ack_text(monday_batch)), bytes_of(signature), shop.mine.certificate_pem));
  const auto sheet =
      read_printed_sheet(shop.files, shop.ledger(), some_letters(2)[1].track_number, shop.folder.path() / "key");
  REQUIRE(sheet);
  CHECK(sheet.value().code == some_letters(2)[1].code);
}

TEST_CASE("a batch that the sender did not sign, or that is for somebody else, is rejected") {
  SealedShop shop;
  BatchMaker batch = SealedShop::encrypted(shop.mine);
  std::string reason = "manifest.json.p7s";
  SECTION("no signature at all") { batch.signature = ""; }
  SECTION("signed by another") { batch.signature = signature_over(batch.manifest, make_certificate()); }
  SECTION("signed over other bytes") { batch.signature = signature_over(batch.manifest + " ", shop.sender); }
  SECTION("encrypted for another") {
    batch = SealedShop::encrypted(make_certificate());
    batch.signature = signature_over(batch.manifest, shop.sender);
    reason = "recipient_certificate_sha256";
  }
  SECTION("encrypted for another under our name") {
    batch = SealedShop::encrypted(make_certificate());
    batch.fields["recipient_certificate_sha256"] = "\"" + certificate_sha256(shop.mine.certificate_pem).value() + "\"";
    batch.seal();
    batch.signature = signature_over(batch.manifest, shop.sender);
    reason = "does not open";
  }
  SECTION("encrypted for nobody") {
    batch.fields["recipient_certificate_sha256"] = "null";
    batch.seal();
    batch.signature = signature_over(batch.manifest, shop.sender);
    reason = "recipient_certificate_sha256";
  }
  SECTION("a list for another") {
    batch.files["form103.zip.p7m"] = envelope("PK list", make_certificate());
    batch.seal();
    batch.signature = signature_over(batch.manifest, shop.sender);
    reason = "form103.zip.p7m";
  }
  batch.hand_over(shop.in);
  const auto looked = shop.look();
  REQUIRE(looked.lines.size() == 1);
  CHECK_THAT(looked.lines[0], Catch::Contains("rejected") && Catch::Contains(reason));
  CHECK(text_in(shop.ack(monday_batch), "state") == "rejected");
}

TEST_CASE("a signature that is not there at all has the batch rejected, and a sender without certificate needs none") {
  SealedShop shop;
  BatchMaker batch(monday_batch, some_letters(1));
  batch.hand_over(shop.in);
  std::filesystem::remove(shop.in / monday_batch / "manifest.json.p7s");
  const bool known = GENERATE(true, false);
  if (!known) std::filesystem::remove(shop.folder.path() / "sender.crt");
  (void)shop.look();
  CHECK(text_in(shop.ack(monday_batch), "state") == (known ? "rejected" : "accepted"));
}

TEST_CASE("a withdrawal is believed only if the sender signed it") {
  SealedShop shop;
  BatchMaker batch(monday_batch, some_letters(1));
  batch.files.clear();
  batch.manifest = R"({"format":"postproof-batch/1","batch_id":"B20261123-01","sequence":1,)"
                   R"("previous_manifest_sha256":null,"state":"withdrawn","files":[]})";
  const bool right = GENERATE(true, false);
  batch.signature = signature_over(batch.manifest, right ? shop.sender : make_certificate());
  batch.hand_over(shop.in);
  const auto looked = shop.look();
  REQUIRE(looked.lines.size() == 1);
  CHECK_THAT(looked.lines[0], Catch::Contains(right ? "nothing to print" : "nobody we know"));
  CHECK_FALSE(shop.has_ack(monday_batch));
}

TEST_CASE("what is no signature does not verify, and what is no certificate is told as such") {
  const TestCertificate sender = make_certificate();
  const std::string signature = signature_over("text", sender);
  CHECK(verify_detached(bytes_of("text"), bytes_of(signature), sender.certificate_pem));
  for (const std::string& wrong : {std::string{}, std::string{"hello"}, signature.substr(0, 50),
                                   signature_over("text", make_certificate()), signature_over("other", sender)}) {
    CHECK(verify_detached(bytes_of("text"), bytes_of(wrong), sender.certificate_pem).error().kind ==
          ErrorKind::file_invalid);
  }
  CHECK(verify_detached(bytes_of("text"), bytes_of(signature), "none").error().kind == ErrorKind::key_unusable);
  CHECK(certificate_sha256("none").error().kind == ErrorKind::key_unusable);
}

}  // namespace postproof::postsim
