#include "codegen/key_ring.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "codegen/hkdf.hpp"
#include "core/ensure.hpp"

namespace postproof::codegen {

namespace {

constexpr std::string_view salt = "postproof-keys/1";

bool is_key_id(std::string_view text) {
  static constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= 32 && text.find_first_not_of(allowed) == std::string_view::npos;
}

Secret fresh_root(Entropy& entropy) {
  Bytes root(KeyRing::root_bytes);
  entropy.fill(root);
  return Secret{std::move(root)};
}

/// "k" or "d" and one more than the highest number that any id with this letter carries.
KeyId next_id(KeyUse use, const std::vector<KeyEntry>& entries) {
  const char letter = use == KeyUse::codes ? 'k' : 'd';
  std::uint32_t highest = 0;
  for (const KeyEntry& entry : entries) {
    const std::string& id = entry.line.id.str();
    if (id.front() != letter || id.size() > 9) continue;
    std::uint32_t number = 0;
    const char* const end = id.data() + id.size();
    const auto [stop, ec] = std::from_chars(id.data() + 1, end, number);
    if (ec == std::errc{} && stop == end) highest = std::max(highest, number);
  }
  return KeyId{letter + std::to_string(highest + 1)};
}

/// What breaks the promise of one entry, or nothing.
std::optional<std::string> fault_of(const KeyEntry& entry) {
  if (!is_key_id(entry.line.id.str())) return "the id is not 1 to 32 of A-Z a-z 0-9 . _ -";
  if (entry.line.state == KeyState::destroyed) {
    if (!entry.root.empty()) return "a destroyed key still has a root";
    return std::nullopt;
  }
  if (entry.root.size() != KeyRing::root_bytes) return "the root is not 32 bytes long";
  if (std::ranges::all_of(entry.root.expose(), [](std::uint8_t byte) { return byte == 0; })) {
    return "the root is all zeros";
  }
  return std::nullopt;
}

/// What entry `at` shares with an earlier one that it must not, or nothing.
std::optional<std::string> repetition_of(const std::vector<KeyEntry>& entries, std::size_t at) {
  for (std::size_t earlier = 0; earlier < at; ++earlier) {
    if (entries[earlier].line.id == entries[at].line.id) return "the id stands twice";
    if (!entries[at].root.empty() && equal_in_constant_time(entries[earlier].root, entries[at].root)) {
      return "the root is that of another key";
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(KeyUse use) {
  switch (use) {
    case KeyUse::codes: return "codes";
    case KeyUse::data: return "data";
  }
  ensure(false, "every use has a name");
  return {};
}

std::optional<KeyUse> key_use_of(std::string_view name) {
  for (const KeyUse use : {KeyUse::codes, KeyUse::data}) {
    if (name_of(use) == name) return use;
  }
  return std::nullopt;
}

std::string_view name_of(KeyState state) {
  switch (state) {
    case KeyState::staged: return "staged";
    case KeyState::active: return "active";
    case KeyState::retiring: return "retiring";
    case KeyState::destroyed: return "destroyed";
  }
  ensure(false, "every state has a name");
  return {};
}

std::optional<KeyState> key_state_of(std::string_view name) {
  for (const KeyState state : {KeyState::staged, KeyState::active, KeyState::retiring, KeyState::destroyed}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::issue_code: return "issue_code";
    case Purpose::check_code: return "check_code";
    case Purpose::personal: return "personal";
    case Purpose::nonce: return "nonce";
    case Purpose::page_hash: return "page_hash";
    case Purpose::token: return "token";
    case Purpose::idempotency: return "idempotency";
    case Purpose::import_content: return "import_content";
    case Purpose::row_mac: return "row_mac";
    case Purpose::cursor: return "cursor";
  }
  ensure(false, "every purpose has a name");
  return {};
}

KeyUse use_of(Purpose purpose) {
  return purpose == Purpose::issue_code || purpose == Purpose::check_code ? KeyUse::codes : KeyUse::data;
}

KeyRing KeyRing::generate(Entropy& entropy) {
  KeyRing ring{{}};
  for (const KeyUse use : {KeyUse::codes, KeyUse::data}) {
    ensure(ring.add(use, KeyState::active, entropy).has_value(), "an empty ring has room");
  }
  return ring;
}

Result<KeyRing> KeyRing::of(std::vector<KeyEntry> entries) {
  if (entries.size() > most_keys) {
    return fail(ErrorKind::key_unusable, "there are more than " + std::to_string(most_keys) + " keys");
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::optional<std::string> fault = fault_of(entries[i]);
    if (!fault) fault = repetition_of(entries, i);
    if (fault) return fail(ErrorKind::key_unusable, "key " + std::to_string(i + 1) + ": " + *fault);
  }
  for (const KeyUse use : {KeyUse::codes, KeyUse::data}) {
    const auto active = std::ranges::count_if(entries, [use](const KeyEntry& entry) {
      return entry.line.use == use && entry.line.state == KeyState::active;
    });
    if (active != 1) {
      return fail(ErrorKind::key_unusable, "exactly one key for " + std::string{name_of(use)} +
                                               " must be active, not " + std::to_string(active));
    }
  }
  return KeyRing{std::move(entries)};
}

Result<std::size_t> KeyRing::add(KeyUse use, KeyState state, Entropy& entropy) {
  if (entries_.size() >= most_keys) {
    return fail(ErrorKind::state_conflict,
                "the key ring is full: it holds " + std::to_string(most_keys) + " keys, destroyed ones included");
  }
  entries_.push_back({{next_id(use, entries_), use, state}, fresh_root(entropy)});
  return entries_.size() - 1;
}

Result<KeyId> KeyRing::stage(KeyUse use, Entropy& entropy) {
  PP_TRY(const std::size_t at, add(use, KeyState::staged, entropy));
  return entries_[at].line.id;
}

Result<KeyId> KeyRing::rotate(KeyUse use, Entropy& entropy) {
  const auto is = [use](KeyState state) {
    return [use, state](const KeyEntry& entry) { return entry.line.use == use && entry.line.state == state; };
  };
  if (std::ranges::none_of(entries_, is(KeyState::staged))) {
    PP_TRYV(stage(use, entropy));
  }
  const auto old = std::ranges::find_if(entries_, is(KeyState::active));
  const auto next = std::ranges::find_if(entries_, is(KeyState::staged));
  ensure(old != entries_.end() && next != entries_.end(), "a ring has an active key of each use");
  old->line.state = KeyState::retiring;
  next->line.state = KeyState::active;
  return next->line.id;
}

Result<void> KeyRing::destroy(const KeyId& id) {
  const auto entry = std::ranges::find_if(entries_, [&](const KeyEntry& known) { return known.line.id == id; });
  if (entry == entries_.end()) return fail(ErrorKind::not_found, "the key ring has no such key");
  if (entry->line.state == KeyState::active) {
    return fail(ErrorKind::state_conflict, "key " + id.str() + " is active; rotate first");
  }
  entry->root = Secret{};
  entry->line.state = KeyState::destroyed;
  return success();
}

std::vector<KeyLine> KeyRing::list() const {
  std::vector<KeyLine> lines;
  lines.reserve(entries_.size());
  for (const KeyEntry& entry : entries_) lines.push_back(entry.line);
  return lines;
}

const KeyId& KeyRing::active(KeyUse use) const {
  const auto entry = std::ranges::find_if(
      entries_, [use](const KeyEntry& known) { return known.line.use == use && known.line.state == KeyState::active; });
  ensure(entry != entries_.end(), "a ring has an active key of each use");
  return entry->line.id;
}

const KeyEntry* KeyRing::find(const KeyId& id) const {
  const auto entry = std::ranges::find_if(entries_, [&](const KeyEntry& known) { return known.line.id == id; });
  return entry == entries_.end() ? nullptr : &*entry;
}

Result<Secret> KeyRing::derive(const KeyId& id, Purpose purpose) const {
  const KeyEntry* const entry = find(id);
  if (entry == nullptr) {
    return fail(ErrorKind::key_unusable, "a key is asked for that the key ring does not have; restore the key ring");
  }
  if (entry->line.state == KeyState::destroyed) {
    return fail(ErrorKind::key_unusable, "key " + id.str() + " is destroyed");
  }
  if (entry->line.use != use_of(purpose)) {
    return fail(ErrorKind::key_unusable, "key " + id.str() + " is not for " + std::string{name_of(purpose)});
  }
  std::string info{name_of(entry->line.use)};
  info.append("/").append(name_of(purpose)).append("/").append(id.str());
  return hkdf_sha256(entry->root, bytes_of(salt), info, 32);
}

}  // namespace postproof::codegen
