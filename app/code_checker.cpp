#include "app/code_checker.hpp"

#include "codegen/issuer.hpp"

namespace postproof::app {

Result<Secret> KeyedCodeChecker::canonical(std::string_view typed) const {
  Result<Secret> read = form_.canonical(typed);
  if (read || form_.name() == "digits") return read;
  Result<Secret> digits = codegen::code_form_of("digits")->canonical(typed);
  if (digits) return digits;
  return read;
}

bool KeyedCodeChecker::matches(const Secret& canonical, const AccountId& account,
                               const orders::StoredCode& code) const {
  const auto ring = keys_.ring();
  Result<Secret> key = ring->derive(code.check_key, codegen::Purpose::check_code);
  const bool has_key = key.has_value();
  if (!has_key) key = ring->derive(ring->active(codegen::KeyUse::codes), codegen::Purpose::check_code);
  if (!key) return false;
  codegen::Mac checking(key.value());
  const bool same = codegen::matches(checking, code.letter_id, account, canonical, ByteView{code.digest});
  return same && has_key;
}

}  // namespace postproof::app
