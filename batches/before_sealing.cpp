#include "batches/before_sealing.hpp"

namespace postproof::batches {

namespace {

constexpr std::string_view alarm = "certificate_unusable";

Result<void> check(const Night& night, Instant now) {
  PP_TRYV(night.sealer.before_sealing(now));
  if (night.signer == nullptr) return success();
  return night.signer->before_sealing(now);
}

}  // namespace

Result<void> check_before_sealing(const Night& night, Instant now) {
  const Result<void> fit = check(night, now);
  if (fit) return night.store.close_alarm(alarm, "", now);
  PP_TRYV(night.store.raise_alarm(
      alarm, "", fit.error().detail + " - nothing was sealed; set it right and run 'postproof nightly' again.", now));
  return fit.error();
}

Result<void> check_recipient_of(const Night& night, const Batch& batch) {
  if (night.sealer.recipient() == batch.recipient_certificate) return success();
  const auto named = [](const std::optional<Digest>& digest) { return digest ? to_hex(*digest) : std::string("none"); };
  return fail(ErrorKind::data_corrupt, "batch " + batch.id.str() + " was sealed for the certificate " +
                                           named(batch.recipient_certificate) + ", the configuration names " +
                                           named(night.sealer.recipient()) +
                                           "; put the former back and release the batch, or reject it");
}

}  // namespace postproof::batches
