#include "batches/certificate.hpp"

#include <algorithm>
#include <ctime>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "batches/cms_openssl.hpp"
#include "codegen/sha256.hpp"
#include "core/ensure.hpp"

namespace postproof::batches {

namespace {

constexpr std::size_t most_pem_bytes = 64U << 10U;
constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 8192;

Error unusable(std::string what) { return error(ErrorKind::key_unusable, std::move(what)); }

std::string utc(Instant instant) { return format_instant(instant, ZoneOffset{}); }

std::optional<Instant> instant_of_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{parts.tm_year + 1900},
                                        std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                                        std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return Instant{std::chrono::sys_days{day}} +
         seconds{std::int64_t{parts.tm_hour} * 3600 + std::int64_t{parts.tm_min} * 60 + parts.tm_sec};
}

Digest sha256_of(X509* x509) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(x509, &der);
  ensure(length > 0, "a certificate that was read can be written");
  const Digest digest = codegen::sha256({der, static_cast<std::size_t>(length)});
  OPENSSL_free(der);
  return digest;
}

/// Anything but RSA of sensible size and EC on the NIST curves is refused by name.
Result<int> key_kind(const Certificate& certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate.x509());
  if (key == nullptr) return ssl::refusal(ErrorKind::key_unusable, "its public key cannot be read");
  const int kind = EVP_PKEY_get_base_id(key);
  if (kind == EVP_PKEY_RSA) {
    const int bits = EVP_PKEY_get_bits(key);
    if (bits >= least_rsa_bits && bits <= most_rsa_bits) return kind;
    return unusable("its RSA key has " + std::to_string(bits) + " bits; 2048 to 8192 are accepted");
  }
  if (kind == EVP_PKEY_EC) {
    char group[64] = "";
    std::size_t length = 0;
    const bool named = EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1;
    const std::string_view name(group);
    if (named && (name == "prime256v1" || name == "secp384r1" || name == "secp521r1")) return kind;
    return unusable("its EC key is on another curve than P-256, P-384 and P-521");
  }
  const char* name = EVP_PKEY_get0_type_name(key);
  return unusable("its key is of the kind " + std::string(name == nullptr ? "unknown" : name) +
                  "; RSA and EC are accepted");
}

/// A certificate without the extension may be used for everything (RFC 5280, 4.2.1.3).
bool may(const Certificate& certificate, std::uint32_t usage) {
  return (X509_get_key_usage(certificate.x509()) & usage) != 0;
}

}  // namespace

std::optional<Digest> parse_fingerprint(std::string_view text) {
  constexpr std::size_t with_colons = 95;
  std::string hex;
  if (text.size() == with_colons) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((i % 3 == 2) != (text[i] == ':')) return std::nullopt;
      if (i % 3 != 2) hex.push_back(text[i]);
    }
  } else {
    hex = text;
  }
  Bytes bytes;
  Digest digest{};
  if (hex.size() != 2 * digest.size() || !from_hex(hex, bytes)) return std::nullopt;
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<Certificate> Certificate::of_pem(std::string_view pem) {
  if (pem.size() > most_pem_bytes) return unusable("it is larger than a certificate in PEM can be (64 KiB)");
  Certificate certificate;
  certificate.x509_.reset(PEM_read_bio_X509(ssl::reader(bytes_of(pem)).get(), nullptr, ssl::no_password, nullptr),
                          X509_free);
  if (!certificate.x509_) return ssl::refusal(ErrorKind::key_unusable, "it holds no certificate in PEM");
  const auto from = instant_of_time(X509_get0_notBefore(certificate.x509()));
  const auto through = instant_of_time(X509_get0_notAfter(certificate.x509()));
  if (!from || !through) return ssl::refusal(ErrorKind::key_unusable, "its validity cannot be read");
  certificate.valid_from_ = *from;
  certificate.valid_through_ = *through;
  certificate.sha256_ = sha256_of(certificate.x509());
  return certificate;
}

Result<Certificate> Certificate::pinned(std::string_view pem, const Digest& fingerprint) {
  PP_TRY(Certificate certificate, of_pem(pem));
  if (certificate.sha256() == fingerprint) return certificate;
  return unusable("it is another certificate than the pinned one: its SHA-256 is " + to_hex(certificate.sha256()) +
                  ", pinned is " + to_hex(fingerprint));
}

std::string Certificate::pem() const {
  const ssl::Bio bio = ssl::memory();
  ensure(PEM_write_bio_X509(bio.get(), x509()) == 1, "a certificate that was read can be written");
  return std::string(text_of(ssl::written(bio.get())));
}

Result<void> check_validity(const Certificate& certificate, Instant now) {
  if (now < certificate.valid_from())
    return unusable("it is not valid yet: valid from " + utc(certificate.valid_from()));
  if (now > certificate.valid_through())
    return unusable("it has expired: valid through " + utc(certificate.valid_through()));
  return success();
}

Result<void> check_recipient_key(const Certificate& certificate) {
  PP_TRY(const int kind, key_kind(certificate));
  if (kind == EVP_PKEY_RSA && !may(certificate, KU_KEY_ENCIPHERMENT)) {
    return unusable("its key usage has no keyEncipherment");
  }
  if (kind == EVP_PKEY_EC && !may(certificate, KU_KEY_AGREEMENT)) return unusable("its key usage has no keyAgreement");
  return success();
}

Result<void> check_signing_key(const Certificate& certificate) {
  PP_TRYV(key_kind(certificate));
  if (may(certificate, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) return success();
  return unusable("its key usage has neither digitalSignature nor nonRepudiation");
}

}  // namespace postproof::batches
