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

/// The MAC under a key of the ring, derived once; nullptr if the ring has none to use.
codegen::Mac* KeyedCodeChecker::mac_of(const codegen::KeyRing& ring, const KeyId& key) const {
  const auto known = checking_.find(key);
  if (known != checking_.end()) return known->second.get();
  const Result<Secret> derived = ring.derive(key, codegen::Purpose::check_code);
  auto mac = derived ? std::make_unique<codegen::Mac>(derived.value()) : nullptr;
  return checking_.emplace(key, std::move(mac)).first->second.get();
}

bool KeyedCodeChecker::matches(const Secret& canonical, const AccountId& account,
                               const orders::StoredCode& code) const {
  const std::lock_guard guard(mutex_);
  auto ring = keys_.ring();
  if (ring != ring_ || checking_.size() > codegen::KeyRing::most_keys) {
    checking_.clear();
    ring_ = std::move(ring);
  }
  codegen::Mac* checking = mac_of(*ring_, code.check_key);
  const bool has_key = checking != nullptr;
  if (!has_key) checking = mac_of(*ring_, ring_->active(codegen::KeyUse::codes));
  if (checking == nullptr) return false;
  const bool same = codegen::matches(*checking, code.letter_id, account, canonical, ByteView{code.digest});
  return same && has_key;
}

}  // namespace postproof::app
