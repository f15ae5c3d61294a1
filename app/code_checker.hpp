#pragma once

#include "app/live_keys.hpp"
#include "codegen/code_form.hpp"
#include "orders/confirm_code.hpp"

namespace postproof::app {

/// orders::CodeChecker over codegen: typed codes are read in the configured form first, then in the other one, so that
/// letters posted before a change of form still confirm; under `digits` the other form must show at least one letter.
/// Keys are those of the ring's file at that moment. Any thread; the keys are borrowed.
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
