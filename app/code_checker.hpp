#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "app/live_keys.hpp"
#include "codegen/code_form.hpp"
#include "codegen/mac.hpp"
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
  codegen::Mac* mac_of(const codegen::KeyRing& ring, const KeyId& key) const;

  const LiveKeys& keys_;
  const codegen::CodeForm& form_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const codegen::KeyRing> ring_;             // whose keys the MACs below are made of
  mutable std::map<KeyId, std::unique_ptr<codegen::Mac>> checking_;  // no MAC: the ring has no such key
};

}  // namespace postproof::app
