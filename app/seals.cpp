#include "app/seals.hpp"

#include <fmt/format.h>

#include "batches/certificate_maker.hpp"
#include "batches/cms.hpp"
#include "batches/cms_sealer.hpp"
#include "core/ensure.hpp"

namespace postproof::app {

namespace {

constexpr std::uint64_t most_pem_bytes = 64U << 10U;
constexpr std::string_view make_one = "make one with 'postproof keys make-signing'";

Error about(const Path& path, std::string_view key, std::string_view what) {
  return error(ErrorKind::key_unusable, fmt::format("{} ({}) cannot be used: {}", path.string(), key, what));
}

Result<Bytes> read_named(const Files& files, const Path& path, std::string_view key, std::string_view if_missing) {
  Result<Bytes> content = files.read(path, most_pem_bytes);
  if (content) return content;
  if (content.error().kind != ErrorKind::not_found) return about(path, key, content.error().detail);
  return about(path, key, fmt::format("it is missing; {}", if_missing));
}

Result<Secret> read_key(const Files& files, const Path& path) {
  constexpr std::string_view key = "keys.signing_key";
  PP_TRY(Bytes content, read_named(files, path, key, make_one));
  Secret pem(std::move(content));
  PP_TRY(const unsigned mode, files.mode(path));
  if ((mode & 0077U) == 0) return pem;
  return about(path, key, fmt::format("others than its owner have access to it; run: chmod 600 {}", path.string()));
}

/// Nothing in the folder of keys is anybody else's to read, certificates included.
Result<void> write_new(Files& files, const Path& path, ByteView content) {
  const Path fresh = path.string() + ".new";
  PP_TRYV(files.make_directories(path.parent_path()));
  PP_TRYV(files.write_synced(fresh, content, 0600));
  Result<void> named = files.rename_new(fresh, path);
  if (!named) (void)files.remove_all(fresh);  // the first error is the one to tell
  return named;
}

Result<void> write_pair(Files& files, const batches::KeyAndCertificate& made, const Path& key,
                        const Path& certificate) {
  for (const Path& path : {key, certificate}) {
    if (!files.exists(path)) continue;
    return fail(ErrorKind::state_conflict, path.string() + " is there already; move it away first");
  }
  PP_TRYV(write_new(files, certificate, bytes_of(made.certificate_pem)));
  return write_new(files, key, made.key_pem.expose());
}

}  // namespace

std::unique_ptr<batches::FileSealer> make_sealer(const Config& config, const Files& files) {
  if (config.batch.encryption == "none") return std::make_unique<batches::PlainFiles>();
  const auto fingerprint = batches::parse_fingerprint(config.batch.recipient_sha256);
  ensure(fingerprint.has_value(), "a validated configuration, its keys for the night filled in");
  return std::make_unique<batches::CmsSealer>(files, config.in(config.batch.recipient_certificate), *fingerprint);
}

Result<std::unique_ptr<batches::ManifestSigner>> load_signer(const Config& config, const Files& files) {
  const Path path = config.in(config.signing_certificate);
  PP_TRY(const Secret key, read_key(files, config.in(config.signing_key)));
  PP_TRY(const Bytes certificate, read_named(files, path, "keys.signing_certificate", make_one));
  auto signer = batches::Signer::load(key, text_of(certificate));
  if (!signer) return about(path, "keys.signing_certificate, with keys.signing_key", signer.error().detail);
  return std::unique_ptr<batches::ManifestSigner>(std::make_unique<batches::Signer>(std::move(signer.value())));
}

Result<batches::AckTrust> load_ack_trust(const Config& config, const Files& files) {
  PP_TRYV(demand(config, missing_for_acknowledgements(config)));
  batches::AckTrust trust;
  trust.required = demands_signed_acknowledgements(config);
  const auto fingerprint = batches::parse_fingerprint(config.batch.recipient_sha256);
  if (config.batch.recipient_certificate.empty() || !fingerprint) return trust;
  constexpr std::string_view key = "batch.recipient_certificate";
  const Path path = config.in(config.batch.recipient_certificate);
  PP_TRY(const Bytes pem, read_named(files, path, key, "put the print house's certificate there"));
  auto certificate = batches::Certificate::pinned(text_of(pem), *fingerprint);
  if (!certificate) return about(path, key, certificate.error().detail);
  trust.signer = std::move(certificate.value());
  return trust;
}

Result<SigningCertificate> load_signing_certificate(const Config& config, const Files& files) {
  constexpr std::string_view key = "keys.signing_certificate";
  const Path path = config.in(config.signing_certificate);
  PP_TRY(const Bytes content, read_named(files, path, key, make_one));
  const auto certificate = batches::Certificate::of_pem(text_of(content));
  if (!certificate) return about(path, key, certificate.error().detail);
  return SigningCertificate{certificate.value().pem(), to_hex(certificate.value().sha256())};
}

Result<void> make_signing_key(const Config& config, Files& files, Entropy& entropy) {
  const auto made = batches::make_self_signed("postproof manifests", batches::CertificateUse::signing, entropy);
  return write_pair(files, made, config.in(config.signing_key), config.in(config.signing_certificate));
}

Result<void> make_demo_print_house(Config& config, Files& files, Entropy& entropy) {
  const auto made =
      batches::make_self_signed("postproof demo print house", batches::CertificateUse::signing_and_encryption, entropy);
  PP_TRY(const batches::Certificate certificate, batches::Certificate::of_pem(made.certificate_pem));
  config.batch.recipient_certificate = "keys/demo-printhouse.crt";
  config.batch.recipient_sha256 = to_hex(certificate.sha256());
  return write_pair(files, made, config.in("keys/demo-printhouse.key"), config.in(config.batch.recipient_certificate));
}

}  // namespace postproof::app
