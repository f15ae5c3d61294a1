#include "batches/manifest_signature.hpp"

#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

constexpr std::uint64_t most_bytes = 256U << 10U;

/// A signature that the disk does not give is an error, not a wrong one: made again, it would differ from one that was
/// handed over.
Result<bool> is_signed(const Night& night, const Path& path, ByteView manifest) {
  if (!night.files.exists(path)) return false;
  const Result<Bytes> there = night.files.read(path, most_bytes);
  if (there) return night.signer->verify(manifest, there.value()).has_value();
  if (there.error().kind == ErrorKind::file_invalid) return false;
  return there.error();
}

}  // namespace

Result<void> keep_manifest_signature(const Night& night, const Path& folder, ByteView manifest, Instant now) {
  if (night.signer == nullptr) return success();
  const Path path = folder / signature_name;
  PP_TRY(const bool there, is_signed(night, path, manifest));
  if (there) return success();
  PP_TRY(const Bytes signature, night.signer->sign(manifest, now));
  const Path temporary = folder / ("." + std::string(signature_name) + ".tmp");
  PP_TRYV(night.files.write_synced(temporary, signature));
  return night.files.rename_over(temporary, path);
}

Result<std::optional<Consignment>> signature_consignment(const Night& night, const Path& folder) {
  const Path path = folder / signature_name;
  if (!night.files.exists(path)) return std::optional<Consignment>();
  PP_TRY(const Bytes signature, night.files.read(path, most_bytes));
  return std::optional<Consignment>(Consignment{std::string(signature_name), codegen::sha256(signature)});
}

}  // namespace postproof::batches
