#include "batches/seal.hpp"

#include <array>

#include "batches/code_press.hpp"
#include "codegen/sha256.hpp"
#include "orders/code_expiry.hpp"

namespace postproof::batches {

namespace {

constexpr std::size_t nonce_seed_bytes = 32;

std::vector<TemplateDigest> newest_templates(const letters::Typesetter& typesetter) {
  std::vector<TemplateDigest> used;
  for (const letters::TemplateUse& one : typesetter.templates()) {
    if (one.newest) used.push_back(TemplateDigest{one.name, codegen::sha256(one.content)});
  }
  return used;
}

Secret fresh_seed(Entropy& entropy) {
  Bytes seed(nonce_seed_bytes);
  entropy.fill(seed);
  return Secret(std::move(seed));
}

/// The press of the batch that is being sealed, which has no row yet.
Result<CodePress> press_of(const Night& night, const SealOrder& order) {
  Batch batch;
  batch.code_form = order.code_form;
  batch.issue_key = order.issue_key;
  batch.check_key = order.check_key;
  batch.data_key = order.data_key;
  return CodePress::of(batch, night.keys, order.nonce_seed);
}

}  // namespace

Result<std::optional<Batch>> seal_night(Night& night, Instant cutoff, Instant now) {
  const NightSettings& settings = night.settings;
  SealOrder order;
  order.cutoff = cutoff;
  order.now = now;
  order.zone = settings.rules.zone;
  order.letters_per_file = settings.letters_per_file;
  order.encryption = settings.encryption;
  order.recipient_certificate = night.sealer.recipient();
  order.code_form = settings.code_form;
  order.issue_key = night.keys.active(codegen::KeyUse::codes);
  order.check_key = order.issue_key;
  order.data_key = night.keys.active(codegen::KeyUse::data);
  order.nonce_seed = fresh_seed(night.entropy);
  order.expiry = orders::expiry_of(now, settings.rules);
  order.templates = newest_templates(night.typesetter);
  PP_TRY(CodePress press, press_of(night, order));
  order.code_digests = [&press](const LetterId& letter, const AccountId& account) {
    return press.digest(letter, account);
  };
  order.test_letter = TestLetter{make_letter_id(now, night.entropy), orders::Language::ru, settings.test_recipient,
                                 settings.test_address};
  return night.store.seal(order);
}

}  // namespace postproof::batches
