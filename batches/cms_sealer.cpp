#include "batches/cms_sealer.hpp"

#include "batches/cms.hpp"
#include "core/secret.hpp"

namespace postproof::batches {

namespace {

constexpr std::uint64_t most_pem_bytes = 64U << 10U;

}  // namespace

CmsSealer::CmsSealer(const Files& files, Path certificate, const Digest& fingerprint)
    : files_(files), path_(std::move(certificate)), fingerprint_(fingerprint), certificate_(read()) {}

Result<Certificate> CmsSealer::read() const {
  const auto about = [this](const Error& error) {
    return fail(ErrorKind::key_unusable, "the print house's certificate " + path_.string() +
                                             " (batch.recipient_certificate) cannot be used: " + error.detail);
  };
  const Result<Bytes> pem = files_.read(path_, most_pem_bytes);
  if (!pem) return about(pem.error());
  Result<Certificate> certificate = Certificate::pinned(text_of(pem.value()), fingerprint_);
  if (!certificate) return about(certificate.error());
  const Result<void> fit = check_recipient_key(certificate.value());
  if (!fit) return about(fit.error());
  return certificate;
}

Result<Bytes> CmsSealer::seal(Bytes&& plaintext) const {
  Bytes taken = std::move(plaintext);
  Result<Bytes> sealed = certificate_ ? encrypt(certificate_.value(), taken) : Result<Bytes>(certificate_.error());
  wipe(taken);
  return sealed;
}

std::optional<Digest> CmsSealer::recipient() const {
  if (!certificate_) return std::nullopt;
  return certificate_.value().sha256();
}

Result<void> CmsSealer::before_sealing(Instant now) const {
  if (!certificate_) return certificate_.error();
  PP_TRY(const Certificate there, read());
  const Result<void> valid = check_validity(there, now);
  if (valid) return success();
  return fail(ErrorKind::key_unusable, "the print house's certificate " + path_.string() +
                                           " (batch.recipient_certificate) cannot be used: " + valid.error().detail +
                                           "; ask the print house for its new one and its fingerprint");
}

}  // namespace postproof::batches
