#include "app/code_checker.hpp"

#include <algorithm>

#include "codegen/issuer.hpp"

namespace postproof::app {

namespace {

bool is_digits(const Secret& canonical) {
  return std::ranges::all_of(canonical.expose_text(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Secret> KeyedCodeChecker::canonical(std::string_view typed) const {
  Result<Secret> read = form_.canonical(typed);
  if (read) return read;
  const bool digits = form_.name() == "digits";
  Result<Secret> otherwise = codegen::code_form_of(digits ? "crockford" : "digits")->canonical(typed);
  // Twelve digits with a wrong check digit are a slip, also where they happen to pass for the other form.
  if (otherwise && digits && is_digits(otherwise.value())) return read;
  if (otherwise) return otherwise;
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
