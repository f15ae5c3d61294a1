#include "postsim/seals.hpp"

#include <algorithm>

#include "core/secret.hpp"
#include "postsim/envelope.hpp"

namespace postproof::postsim {

namespace {

constexpr std::uint64_t most_pem_bytes = 64U << 10U;
constexpr std::uint64_t most_signature_bytes = 256U << 10U;

}  // namespace

Result<void> check_manifest_signature(const Files& files, const SealFiles& seals, const Path& folder,
                                      ByteView manifest) {
  if (seals.sender.empty() || !files.exists(seals.sender)) return success();
  const Path path = folder / "manifest.json.p7s";
  if (!files.exists(path)) return fail(ErrorKind::file_invalid, "manifest.json.p7s: missing, and the sender signs");
  PP_TRY(const Bytes certificate, files.read(seals.sender, most_pem_bytes));
  PP_TRY(const Bytes signature, files.read(path, most_signature_bytes));
  const auto verified = verify_detached(manifest, signature, text_of(certificate));
  if (verified || verified.error().kind != ErrorKind::file_invalid) return verified;
  return fail(ErrorKind::file_invalid, "manifest.json.p7s: " + verified.error().detail);
}

Result<void> check_recipient(const Files& files, const SealFiles& seals, const Manifest& manifest) {
  const bool encrypted = std::ranges::any_of(manifest.files, &ManifestFile::encrypted);
  if (encrypted == manifest.recipient.empty()) {
    return fail(ErrorKind::file_invalid,
                "manifest.json: recipient_certificate_sha256: named if and only if files are encrypted");
  }
  if (!encrypted || !files.exists(seals.certificate)) return success();
  PP_TRY(const Bytes certificate, files.read(seals.certificate, most_pem_bytes));
  PP_TRY(const std::string mine, certificate_sha256(text_of(certificate)));
  if (mine == manifest.recipient) return success();
  return fail(ErrorKind::file_invalid, "manifest.json: recipient_certificate_sha256: not this print house's");
}

Result<Bytes> open_list(const Files& files, const SealFiles& seals, const ManifestFile& file, Bytes bytes) {
  if (!file.encrypted()) return bytes;
  auto key = files.read(seals.key, most_pem_bytes);
  if (!key) {
    return fail(ErrorKind::key_unusable, "encrypted lists need the print house's private key: " + key.error().detail);
  }
  const Secret pem(std::move(key.value()));
  auto plain = open_envelope(bytes, pem.expose_text());
  if (plain || plain.error().kind != ErrorKind::file_invalid) return plain;
  return fail(ErrorKind::file_invalid, file.name + ": " + plain.error().detail);
}

}  // namespace postproof::postsim
