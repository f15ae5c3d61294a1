#pragma once

#include "batches/batch.hpp"
#include "codegen/code_form.hpp"
#include "codegen/key_ring.hpp"
#include "codegen/mac.hpp"
#include "core/secret.hpp"

namespace postproof::batches {

/// Makes the codes of one batch. A letter's nonce is the first 16 bytes of HMAC-SHA-256(seed, letter id) with the
/// batch's random seed, so erasing the one seed erases the nonces of all its letters. The same batch, keys and seed
/// give the same codes. One object per thread.
class CodePress {
 public:
  /// key_unusable if a key of the batch is gone; configuration_invalid for an unknown code form.
  static Result<CodePress> of(const Batch& batch, const codegen::KeyRing& keys, const Secret& nonce_seed);

  /// The letter's code in canonical form.
  Secret code(const LetterId& letter);
  Secret shown(const Secret& canonical) const { return form_->shown(canonical); }
  /// What is kept of the letter's code.
  Digest digest(const LetterId& letter, const AccountId& account);
  /// The keyed hash of a rendered file.
  Digest page_hash(ByteView plaintext) { return page_hash_.of(plaintext); }

 private:
  CodePress(const codegen::CodeForm& form, const Secret& issue, const Secret& check, const Secret& page,
            const Secret& seed)
      : form_(&form), issuing_(issue), checking_(check), page_hash_(page), nonces_(seed) {}

  const codegen::CodeForm* form_;
  codegen::Mac issuing_;
  codegen::Mac checking_;
  codegen::Mac page_hash_;
  codegen::Mac nonces_;
};

}  // namespace postproof::batches
