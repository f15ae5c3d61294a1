#include "batches/code_press.hpp"

#include <catch2/catch.hpp>

#include "codegen/code_form.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::batches;
using namespace postproof::test;

namespace {

Batch batch_with(const char* form = "digits") {
  Batch batch;
  batch.id = BatchId{"B20261123-01"};
  batch.code_form = form;
  batch.issue_key = KeyId{"k1"};
  batch.check_key = KeyId{"k1"};
  batch.data_key = KeyId{"d1"};
  return batch;
}

Secret seed_of(char fill) { return Secret(std::string(32, fill)); }

/// The code, revealed: this test compares invented codes.
std::string code_of(const codegen::KeyRing& ring, const Secret& seed, const char* letter, const char* form = "digits") {
  CodePress press = good(CodePress::of(batch_with(form), ring, seed));
  return std::string(press.code(LetterId{letter}).expose_text());
}

}  // namespace

TEST_CASE("the same batch, keys and seed give the same code, in any order of the letters") {
  const KeySet keys;
  const Secret seed = seed_of('s');
  CodePress press = good(CodePress::of(batch_with(), keys.ring, seed));
  const std::string first{press.code(LetterId{"ltr_1"}).expose_text()};
  const std::string second{press.code(LetterId{"ltr_2"}).expose_text()};
  CHECK(std::string(press.code(LetterId{"ltr_1"}).expose_text()) == first);
  CHECK(code_of(keys.ring, seed, "ltr_2") == second);
  CHECK(code_of(keys.ring, seed, "ltr_1") == first);
}

TEST_CASE("another letter, seed, key or form gives another code") {
  const KeySet keys;
  const KeySet other_keys(2);
  const std::string code = code_of(keys.ring, seed_of('s'), "ltr_1");
  CHECK(code.size() == 12);
  CHECK(code != code_of(keys.ring, seed_of('s'), "ltr_2"));
  CHECK(code != code_of(keys.ring, seed_of('t'), "ltr_1"));
  CHECK(code != code_of(other_keys.ring, seed_of('s'), "ltr_1"));
  CHECK(code != code_of(keys.ring, seed_of('s'), "ltr_1", "crockford"));
}

TEST_CASE("a code is a good one of its form and is shown in groups") {
  const KeySet keys;
  for (const char* form : {"digits", "crockford"}) {
    CodePress press = good(CodePress::of(batch_with(form), keys.ring, seed_of('s')));
    const Secret code = press.code(LetterId{"ltr_1"});
    const std::string shown{press.shown(code).expose_text()};
    CHECK(shown.size() == 14);
    CHECK(equal_in_constant_time(good(codegen::code_form_of(form)->canonical(shown)), code));
  }
}

TEST_CASE("the stored digest depends on letter, account and nonce") {
  const KeySet keys;
  CodePress press = good(CodePress::of(batch_with(), keys.ring, seed_of('s')));
  const LetterId letter{"ltr_1"};
  const AccountId account{"acc-1"};
  const Digest digest = press.digest(letter, account);
  CHECK(press.digest(letter, account) == digest);
  CHECK(press.digest(letter, AccountId{"acc-2"}) != digest);
  CHECK(press.digest(LetterId{"ltr_2"}, account) != digest);
  CodePress other = good(CodePress::of(batch_with(), keys.ring, seed_of('t')));
  CHECK(other.digest(letter, account) != digest);
}

TEST_CASE("a batch whose key is gone, or whose form is unknown, is not printed") {
  KeySet keys;
  CHECK(CodePress::of(batch_with("runes"), keys.ring, seed_of('s')).error().kind == ErrorKind::configuration_invalid);
  Batch batch = batch_with();
  batch.issue_key = KeyId{"k9"};
  CHECK(CodePress::of(batch, keys.ring, seed_of('s')).error().kind == ErrorKind::key_unusable);
  good(keys.ring.rotate(codegen::KeyUse::codes, keys.entropy));
  CHECK(CodePress::of(batch_with(), keys.ring, seed_of('s')));
  good(keys.ring.destroy(KeyId{"k1"}));
  CHECK(CodePress::of(batch_with(), keys.ring, seed_of('s')).error().kind == ErrorKind::key_unusable);
}
