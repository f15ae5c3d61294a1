#include "batches/code_press.hpp"

#include "codegen/issuer.hpp"

namespace postproof::batches {

Result<CodePress> CodePress::of(const Batch& batch, const codegen::KeyRing& keys, const Secret& nonce_seed) {
  const codegen::CodeForm* form = codegen::code_form_of(batch.code_form);
  if (form == nullptr) {
    return fail(ErrorKind::configuration_invalid, "the batch uses an unknown code form: " + batch.code_form);
  }
  PP_TRY(const Secret issue, keys.derive(batch.issue_key, codegen::Purpose::issue_code));
  PP_TRY(const Secret check, keys.derive(batch.check_key, codegen::Purpose::check_code));
  PP_TRY(const Secret page, keys.derive(batch.data_key, codegen::Purpose::page_hash));
  return CodePress(*form, issue, check, page, nonce_seed);
}

Secret CodePress::code(const LetterId& letter) {
  Digest nonce = nonces_.of(bytes_of(letter.str()));
  Secret code = codegen::make_code(issuing_, letter, ByteView{nonce}.first(codegen::nonce_bytes), *form_);
  wipe(nonce);
  return code;
}

Digest CodePress::digest(const LetterId& letter, const AccountId& account) {
  return codegen::code_digest(checking_, letter, account, code(letter));
}

}  // namespace postproof::batches
