#include "app/code_checker.hpp"

#include <catch2/catch.hpp>

#include "codegen/issuer.hpp"
#include "codegen/key_ring_file.hpp"
#include "system/posix_files.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;
using app::KeyedCodeChecker;
using app::LiveKeys;

namespace {

/// A key ring in its file, looked at as the service does.
struct Keys {
  TempFolder folder;
  system::PosixFiles files;
  KeySet set;
  Path file = folder / "keys.json";
  std::unique_ptr<LiveKeys> live;

  Keys() {
    save();
    live = good(LiveKeys::open(file, files));
  }
  /// What another process does that changes the ring.
  void save() { good(codegen::save_key_ring(set.ring, file, files)); }

  orders::StoredCode stored(const Secret& canonical, const KeyId& key, const AccountId& account) {
    codegen::Mac mac(good(set.ring.derive(key, codegen::Purpose::check_code)));
    orders::StoredCode code;
    code.letter_id = LetterId{"ltr_1"};
    code.check_key = key;
    code.digest = codegen::code_digest(mac, code.letter_id, account, canonical);
    return code;
  }
};

KeyedCodeChecker checker(const Keys& keys, const char* form) { return {*keys.live, *codegen::code_form_of(form)}; }

/// A code of a form, made from a number.
std::string code_of(const char* form, int number) {
  KeySet keys(static_cast<std::uint64_t>(number) + 1);
  codegen::Mac mac(good(keys.ring.derive(KeyId{"k1"}, codegen::Purpose::issue_code)));
  const Bytes nonce(codegen::nonce_bytes, static_cast<std::uint8_t>(number));
  const Secret code = codegen::make_code(mac, LetterId{"ltr_1"}, nonce, *codegen::code_form_of(form));
  return std::string(code.expose_text());
}

bool is_malformed(const Result<Secret>& read) { return !read && read.error().kind == ErrorKind::code_malformed; }

}  // namespace

TEST_CASE("a code matches what was stored for its letter, account and key, and nothing else") {
  Keys keys;
  const auto check = checker(keys, "digits");
  const AccountId account{"acc-1"};
  const Secret typed = good(check.canonical(code_of("digits", 1)));
  const orders::StoredCode stored = keys.stored(typed, KeyId{"k1"}, account);
  CHECK(check.matches(typed, account, stored));
  CHECK_FALSE(check.matches(typed, AccountId{"acc-2"}, stored));
  CHECK_FALSE(check.matches(good(check.canonical(code_of("digits", 2))), account, stored));
  orders::StoredCode other = stored;
  other.letter_id = LetterId{"ltr_2"};
  CHECK_FALSE(check.matches(typed, account, other));
  other = stored;
  other.check_key = KeyId{"k9"};
  CHECK_FALSE(check.matches(typed, account, other));
}

TEST_CASE("codes of a key that is retiring still match, those of a destroyed one do not") {
  Keys keys;
  const auto check = checker(keys, "digits");
  const AccountId account{"acc-1"};
  const Secret typed = good(check.canonical(code_of("digits", 1)));
  const orders::StoredCode stored = keys.stored(typed, KeyId{"k1"}, account);
  good(keys.set.ring.rotate(codegen::KeyUse::codes, keys.set.entropy));
  keys.save();
  CHECK(check.matches(typed, account, stored));
  CHECK(check.matches(typed, account, keys.stored(typed, KeyId{"k2"}, account)));
  good(keys.set.ring.destroy(KeyId{"k1"}));
  keys.save();
  CHECK_FALSE(check.matches(typed, account, stored));
}

TEST_CASE("with digits every slip in one digit is malformed, and costs no attempt") {
  Keys keys;
  const auto check = checker(keys, "digits");
  for (int number = 0; number < 20; ++number) {
    const std::string code = code_of("digits", number);
    for (std::size_t place = 0; place < code.size(); ++place) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        if (digit == code[place]) continue;
        std::string slip = code;
        slip[place] = digit;
        INFO("place " << place << " of code " << number);
        CHECK(is_malformed(check.canonical(slip)));
      }
      if (place == 0 || code[place] == code[place - 1]) continue;
      std::string swapped = code;
      std::swap(swapped[place], swapped[place - 1]);
      CHECK(is_malformed(check.canonical(swapped)));
    }
  }
}

TEST_CASE("with digits a letter in the place of a digit is malformed") {
  Keys keys;
  const auto check = checker(keys, "digits");
  for (int number = 0; number < 20; ++number) {
    const std::string code = code_of("digits", number);
    for (std::size_t place = 0; place < code.size(); ++place) {
      for (const char* letter : {"O", "o", "I", "l", "О"}) {
        std::string slip = code;
        slip.replace(place, 1, letter);
        INFO("letter " << letter << " at " << place << " of code " << number);
        CHECK(is_malformed(check.canonical(slip)));
      }
    }
  }
}

TEST_CASE(
    "codes of digits are still read after a change to crockford, and with digits a code with letters is malformed") {
  Keys keys;
  for (int number = 0; number < 5; ++number) {
    for (const char* form : {"digits", "crockford"}) {
      const std::string code = code_of(form, number);
      INFO(form << " " << number);
      CHECK(good(checker(keys, "crockford").canonical(code)).expose_text() == code);
      const auto with_digits = checker(keys, "digits").canonical(code);
      const bool has_letters = code.find_first_not_of("0123456789") != std::string::npos;
      CHECK(with_digits.has_value() == !has_letters);
    }
  }
}

TEST_CASE("what is no code of any form is malformed") {
  Keys keys;
  for (const char* form : {"digits", "crockford"}) {
    const auto check = checker(keys, form);
    for (const char* typed :
         {"", " ", "12345678901", "1234567890123", "ABCDEFGHIJKLM", "UUUUUUUUUUUU", "\xFF", "١٢٣٤٥٦٧٨٩٠١٢"}) {
      INFO(form << " " << typed);
      CHECK(is_malformed(check.canonical(typed)));
    }
  }
}
