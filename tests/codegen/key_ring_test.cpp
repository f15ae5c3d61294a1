#include "codegen/key_ring.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "codegen/hkdf.hpp"
#include "tests/codegen/support.hpp"

namespace postproof::codegen {

namespace {

constexpr std::array purposes{Purpose::issue_code, Purpose::check_code, Purpose::personal,    Purpose::nonce,
                              Purpose::page_hash,  Purpose::token,      Purpose::idempotency, Purpose::import_content,
                              Purpose::row_mac,    Purpose::cursor};
static_assert(purposes.size() == purpose_count);

KeyEntry entry(const char* id, KeyUse use, KeyState state, std::uint8_t root_byte) {
  return {{KeyId{id}, use, state}, state == KeyState::destroyed ? Secret{} : Secret{Bytes(32, root_byte)}};
}

std::vector<KeyEntry> two_entries() {
  std::vector<KeyEntry> entries;
  entries.push_back(entry("k1", KeyUse::codes, KeyState::active, 1));
  entries.push_back(entry("d1", KeyUse::data, KeyState::active, 2));
  return entries;
}

std::string refusal(std::vector<KeyEntry> entries) {
  const Result<KeyRing> ring = KeyRing::of(std::move(entries));
  if (ring) return "accepted";
  CHECK(ring.error().kind == ErrorKind::key_unusable);
  return ring.error().detail;
}

ErrorKind kind_of(const Result<Secret>& result) { return result ? ErrorKind::internal_error : result.error().kind; }

}  // namespace

TEST_CASE("A generated ring has one active key of each use") {
  SeededEntropy entropy{1};
  const KeyRing ring = KeyRing::generate(entropy);
  CHECK(ring.list() == std::vector<KeyLine>{{KeyId{"k1"}, KeyUse::codes, KeyState::active},
                                            {KeyId{"d1"}, KeyUse::data, KeyState::active}});
  CHECK(ring.active(KeyUse::codes) == KeyId{"k1"});
  CHECK(ring.active(KeyUse::data) == KeyId{"d1"});
}

TEST_CASE("The names of uses, states and purposes are read back, other names are not") {
  for (const KeyUse use : {KeyUse::codes, KeyUse::data}) CHECK(key_use_of(name_of(use)) == use);
  for (const KeyState state : {KeyState::staged, KeyState::active, KeyState::retiring, KeyState::destroyed}) {
    CHECK(key_state_of(name_of(state)) == state);
  }
  CHECK_FALSE(key_use_of("Codes"));
  CHECK_FALSE(key_state_of(""));
  std::set<std::string_view> names;
  for (const Purpose purpose : purposes) names.insert(name_of(purpose));
  CHECK(names.size() == purpose_count);
}

TEST_CASE("A derived key is HKDF with the documented salt and info") {
  Result<KeyRing> ring = KeyRing::of(two_entries());
  REQUIRE(ring);
  const Secret root{Bytes(32, 1)};
  const Secret expected = hkdf_sha256(root, bytes_of("postproof-keys/1"), "codes/issue_code/k1", 32);
  const Result<Secret> derived = ring.value().derive(KeyId{"k1"}, Purpose::issue_code);
  REQUIRE(derived);
  CHECK(equal_in_constant_time(derived.value(), expected));
}

TEST_CASE("Every key and purpose gives another derived key, the same each time") {
  SeededEntropy entropy{2};
  KeyRing ring = KeyRing::generate(entropy);
  REQUIRE(ring.rotate(KeyUse::codes, entropy));
  REQUIRE(ring.rotate(KeyUse::data, entropy));
  std::set<std::string> seen;
  std::size_t derived = 0;
  for (const KeyLine& line : ring.list()) {
    for (const Purpose purpose : purposes) {
      if (use_of(purpose) != line.use) continue;
      const Result<Secret> key = ring.derive(line.id, purpose);
      REQUIRE(key);
      CHECK(key.value().size() == 32);
      seen.insert(to_hex(key.value().expose()));
      seen.insert(to_hex(ring.derive(line.id, purpose).value().expose()));
      ++derived;
    }
  }
  CHECK(derived == 2 * purpose_count);
  CHECK(seen.size() == derived);
}

TEST_CASE("The same root under another id gives other keys") {
  std::vector<KeyEntry> renamed = two_entries();
  renamed[0].line.id = KeyId{"k2"};
  const Result<Secret> first = KeyRing::of(two_entries()).value().derive(KeyId{"k1"}, Purpose::check_code);
  const Result<Secret> second = KeyRing::of(std::move(renamed)).value().derive(KeyId{"k2"}, Purpose::check_code);
  CHECK_FALSE(equal_in_constant_time(first.value(), second.value()));
}

TEST_CASE("Keys of one use cannot be derived for purposes of the other") {
  SeededEntropy entropy{3};
  const KeyRing ring = KeyRing::generate(entropy);
  for (const Purpose purpose : purposes) {
    const bool for_codes = purpose == Purpose::issue_code || purpose == Purpose::check_code;
    CHECK(use_of(purpose) == (for_codes ? KeyUse::codes : KeyUse::data));
    CHECK(ring.derive(KeyId{"k1"}, purpose).has_value() == for_codes);
    CHECK(ring.derive(KeyId{"d1"}, purpose).has_value() == !for_codes);
  }
  CHECK(kind_of(ring.derive(KeyId{"k1"}, Purpose::token)) == ErrorKind::key_unusable);
}

TEST_CASE("A rotation makes a new key active and keeps the old one for what was made") {
  SeededEntropy entropy{4};
  KeyRing ring = KeyRing::generate(entropy);
  const std::string old_key = to_hex(ring.derive(KeyId{"k1"}, Purpose::check_code).value().expose());
  const Result<KeyId> fresh = ring.rotate(KeyUse::codes, entropy);
  REQUIRE(fresh);
  CHECK(fresh.value() == KeyId{"k2"});
  CHECK(ring.active(KeyUse::codes) == KeyId{"k2"});
  CHECK(ring.active(KeyUse::data) == KeyId{"d1"});
  CHECK(ring.list()[0].state == KeyState::retiring);
  CHECK(to_hex(ring.derive(KeyId{"k1"}, Purpose::check_code).value().expose()) == old_key);
}

TEST_CASE("A rotation takes the oldest staged key of its use") {
  SeededEntropy entropy{5};
  KeyRing ring = KeyRing::generate(entropy);
  REQUIRE(ring.stage(KeyUse::data, entropy).value() == KeyId{"d2"});
  REQUIRE(ring.stage(KeyUse::codes, entropy).value() == KeyId{"k2"});
  REQUIRE(ring.stage(KeyUse::codes, entropy).value() == KeyId{"k3"});
  CHECK(ring.active(KeyUse::codes) == KeyId{"k1"});
  CHECK(ring.rotate(KeyUse::codes, entropy).value() == KeyId{"k2"});
  CHECK(ring.rotate(KeyUse::codes, entropy).value() == KeyId{"k3"});
  CHECK(ring.rotate(KeyUse::codes, entropy).value() == KeyId{"k4"});
  CHECK(ring.rotate(KeyUse::data, entropy).value() == KeyId{"d2"});
}

TEST_CASE("A destroyed key gives nothing any more and its id is not given again") {
  SeededEntropy entropy{6};
  KeyRing ring = KeyRing::generate(entropy);
  REQUIRE(ring.rotate(KeyUse::codes, entropy));
  REQUIRE(ring.rotate(KeyUse::codes, entropy));
  REQUIRE(ring.destroy(KeyId{"k2"}));
  CHECK(kind_of(ring.derive(KeyId{"k2"}, Purpose::check_code)) == ErrorKind::key_unusable);
  CHECK(ring.derive(KeyId{"k1"}, Purpose::check_code));
  CHECK(ring.destroy(KeyId{"k2"}));
  CHECK(ring.rotate(KeyUse::codes, entropy).value() == KeyId{"k4"});
}

TEST_CASE("The active key and an unknown one are not destroyed; a staged one is") {
  SeededEntropy entropy{7};
  KeyRing ring = KeyRing::generate(entropy);
  CHECK(ring.destroy(KeyId{"k1"}).error().kind == ErrorKind::state_conflict);
  CHECK(ring.destroy(KeyId{"k9"}).error().kind == ErrorKind::not_found);
  CHECK(kind_of(ring.derive(KeyId{"k9"}, Purpose::check_code)) == ErrorKind::key_unusable);
  CHECK(ring.derive(KeyId{"k1"}, Purpose::check_code));
  REQUIRE(ring.stage(KeyUse::codes, entropy));
  REQUIRE(ring.destroy(KeyId{"k2"}));
  CHECK(ring.rotate(KeyUse::codes, entropy).value() == KeyId{"k3"});
}

TEST_CASE("A full ring refuses to rotate and stays as it was") {
  SeededEntropy entropy{8};
  KeyRing ring = KeyRing::generate(entropy);
  while (ring.list().size() < KeyRing::most_keys) REQUIRE(ring.rotate(KeyUse::codes, entropy));
  const std::vector<KeyLine> before = ring.list();
  CHECK(ring.rotate(KeyUse::codes, entropy).error().kind == ErrorKind::state_conflict);
  CHECK(ring.stage(KeyUse::data, entropy).error().kind == ErrorKind::state_conflict);
  CHECK(ring.list() == before);
}

TEST_CASE("A ring is refused for each broken promise") {
  using Entries = std::vector<KeyEntry>;
  struct Row {
    const char* what;
    void (*spoil)(Entries&);
    const char* told;
  };
  const Row rows[] = {
      {"no key at all", [](Entries& e) { e.clear(); }, "exactly one key for codes must be active, not 0"},
      {"no data key", [](Entries& e) { e.pop_back(); }, "exactly one key for data must be active, not 0"},
      {"active keys twice", [](Entries& e) { e.push_back(entry("k2", KeyUse::codes, KeyState::active, 3)); },
       "exactly one key for codes must be active, not 2"},
      {"only retiring", [](Entries& e) { e[0].line.state = KeyState::retiring; },
       "exactly one key for codes must be active, not 0"},
      {"all zeros", [](Entries& e) { e[1].root = Secret{Bytes(32, 0)}; }, "key 2: the root is all zeros"},
      {"31 bytes", [](Entries& e) { e[1].root = Secret{Bytes(31, 2)}; }, "key 2: the root is not 32 bytes long"},
      {"33 bytes", [](Entries& e) { e[0].root = Secret{Bytes(33, 2)}; }, "key 1: the root is not 32 bytes long"},
      {"no root", [](Entries& e) { e[0].root = Secret{}; }, "key 1: the root is not 32 bytes long"},
      {"same id", [](Entries& e) { e.push_back(entry("k1", KeyUse::codes, KeyState::retiring, 3)); },
       "key 3: the id stands twice"},
      {"same id, destroyed", [](Entries& e) { e.push_back(entry("d1", KeyUse::data, KeyState::destroyed, 0)); },
       "key 3: the id stands twice"},
      {"same root", [](Entries& e) { e.push_back(entry("k2", KeyUse::codes, KeyState::retiring, 2)); },
       "key 3: the root is that of another key"},
      {"empty id", [](Entries& e) { e[0].line.id = KeyId{}; }, "key 1: the id is not 1 to 32 of A-Z a-z 0-9 . _ -"},
      {"slash in the id", [](Entries& e) { e[0].line.id = KeyId{"k/1"}; },
       "key 1: the id is not 1 to 32 of A-Z a-z 0-9 . _ -"},
      {"long id", [](Entries& e) { e[0].line.id = KeyId{std::string(33, 'k')}; },
       "key 1: the id is not 1 to 32 of A-Z a-z 0-9 . _ -"},
      {"destroyed with a root",
       [](Entries& e) {
         e.push_back(entry("k2", KeyUse::codes, KeyState::retiring, 3));
         e.back().line.state = KeyState::destroyed;
       },
       "key 3: a destroyed key still has a root"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Entries entries = two_entries();
    row.spoil(entries);
    CHECK(refusal(std::move(entries)) == row.told);
  }
}

TEST_CASE("An id of 32 characters, many retired keys and several destroyed ones are in order") {
  std::vector<KeyEntry> entries = two_entries();
  entries.push_back(entry("abcdefghijklmnopqrstuvwxyz.-_012", KeyUse::codes, KeyState::retiring, 3));
  entries.push_back(entry("k7", KeyUse::codes, KeyState::destroyed, 0));
  entries.push_back(entry("k8", KeyUse::codes, KeyState::destroyed, 0));
  CHECK(refusal(std::move(entries)) == "accepted");
}

TEST_CASE("New ids count on from the highest number, whatever other ids there are") {
  SeededEntropy entropy{9};
  std::vector<KeyEntry> entries = two_entries();
  for (const char* id : {"k41", "kx", "k", "k999999999", "k5b"}) {
    entries.push_back(entry(id, KeyUse::codes, KeyState::destroyed, 0));
  }
  KeyRing ring = KeyRing::of(std::move(entries)).value();
  CHECK(ring.rotate(KeyUse::codes, entropy).value() == KeyId{"k42"});
}

}  // namespace postproof::codegen
