#pragma once

#include "app/live_keys.hpp"
#include "codegen/code_form.hpp"
#include "orders/confirm_code.hpp"

namespace postproof::app {

/// orders::CodeChecker over codegen. With `digits` any letter is malformed; with `crockford` a code of 12 digits is
/// taken too, so that letters posted before a change from digits still confirm. Keys are those of the ring's file at
/// that moment. Any thread; the keys are borrowed.
class KeyedCodeChecker final : public orders::CodeChecker {
 public:
  KeyedCodeChecker(const LiveKeys& keys, const codegen::CodeForm& form) : keys_(keys), form_(form) {}

  Result<Secret> canonical(std::string_view typed) const override;
  bool matches(const Secret& canonical, const AccountId& account, const orders::StoredCode& code) const override;

 private:
  const LiveKeys& keys_;
  const codegen::CodeForm& form_;
};

}  // namespace postproof::app
