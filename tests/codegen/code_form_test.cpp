#include "codegen/code_form.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "codegen/crockford_form.hpp"
#include "codegen/digits_form.hpp"
#include "tests/codegen/support.hpp"

namespace postproof::codegen {

namespace {

constexpr std::string_view base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string_view symbols_of(const CodeForm& form) { return form.name() == "digits" ? base32.substr(0, 10) : base32; }

/// The canonical form of what was typed, or the word of the refusal.
std::string read(const CodeForm& form, std::string_view typed) {
  const Result<Secret> code = form.canonical(typed);
  return std::string{code ? code.value().expose_text() : code_of(code.error().kind)};
}

/// A random code of the form.
std::string random_code(const CodeForm& form, SeededEntropy& entropy) {
  const Secret code = form.from_mac([&](std::uint32_t) {
    Digest block{};
    entropy.fill(block);
    return block;
  });
  return std::string{code.expose_text()};
}

Secret code_from(const CodeForm& form, const std::vector<Digest>& blocks) {
  return form.from_mac([&](std::uint32_t number) { return blocks.at(number); });
}

}  // namespace

TEST_CASE("Both forms are found by name, others are not") {
  CHECK(code_form_of("digits") == &digits_form());
  CHECK(code_form_of("crockford") == &crockford_form());
  for (const std::string_view name : {"", "Digits", "digit", "base32"}) CHECK(code_form_of(name) == nullptr);
}

TEST_CASE("Published and computed check symbols are right") {
  // 572 has the check digit 4 in Damm's thesis; leading zeros change nothing because 0 * 0 = 0.
  for (const std::string_view code : {"000000005724", "000000000000", "123456789018", "999999999999"}) {
    CHECK(read(digits_form(), code) == code);
  }
  for (const std::string_view code : {"000000000000", "000000000012", "100000000007", "0123456789AM", "ZZZZZZZZZZZK",
                                      "ABCDEFGHJKMC", "PQRSTVWXYZ08", "P0STPR00F26Y"}) {
    CHECK(read(crockford_form(), code) == code);
  }
}

TEST_CASE("Every single wrong symbol is noticed, in every position, with the check symbol too") {
  SeededEntropy entropy{1};
  for (const CodeForm* form : {&digits_form(), &crockford_form()}) {
    for (int round = 0; round < 300; ++round) {
      const std::string code = random_code(*form, entropy);
      REQUIRE(read(*form, code) == code);
      for (std::size_t at = 0; at < code.size(); ++at) {
        for (const char other : symbols_of(*form)) {
          std::string wrong = code;
          wrong[at] = other;
          if (read(*form, wrong) != (other == code[at] ? code : "code_malformed")) FAIL(code << " against " << wrong);
        }
      }
    }
  }
}

TEST_CASE("Every swap of different neighbours is noticed, with the check symbol too") {
  SeededEntropy entropy{2};
  for (const CodeForm* form : {&digits_form(), &crockford_form()}) {
    std::size_t swaps = 0;
    for (int round = 0; round < 5000; ++round) {
      const std::string code = random_code(*form, entropy);
      for (std::size_t at = 0; at + 1 < code.size(); ++at) {
        if (code[at] == code[at + 1]) continue;
        std::string wrong = code;
        std::swap(wrong[at], wrong[at + 1]);
        if (read(*form, wrong) != "code_malformed") FAIL(code << " against " << wrong);
        ++swaps;
      }
    }
    CHECK(swaps > 40'000);
  }
}

TEST_CASE("Every swap of any two symbols and every doubled slip is noticed in the form of 32 symbols") {
  SeededEntropy entropy{3};
  for (int round = 0; round < 300; ++round) {
    const std::string code = random_code(crockford_form(), entropy);
    for (std::size_t i = 0; i < code.size(); ++i) {
      for (std::size_t j = i + 1; j < code.size(); ++j) {
        if (code[i] == code[j]) continue;
        std::string wrong = code;
        std::swap(wrong[i], wrong[j]);
        if (read(crockford_form(), wrong) != "code_malformed") FAIL(code << " against " << wrong);
      }
    }
  }
  for (const char a : base32) {
    for (const char b : base32) {
      const std::string code = std::string{"0000000"} + a + a + "00";
      for (const char check : base32) {
        const std::string right = code + check;
        if (read(crockford_form(), right) != right || a == b) continue;
        std::string wrong = right;
        wrong[7] = wrong[8] = b;
        CHECK(read(crockford_form(), wrong) == "code_malformed");
      }
    }
  }
}

TEST_CASE("Exactly one check symbol fits each code") {
  SeededEntropy entropy{4};
  for (const CodeForm* form : {&digits_form(), &crockford_form()}) {
    for (int round = 0; round < 200; ++round) {
      std::string code = random_code(*form, entropy);
      int fitting = 0;
      for (const char check : symbols_of(*form)) {
        code.back() = check;
        fitting += read(*form, code) == code ? 1 : 0;
      }
      CHECK(fitting == 1);
    }
  }
}

TEST_CASE("Typed digits are read as the contract says") {
  struct Row {
    std::string typed;
    const char* read;
  };
  const Row rows[] = {
      {"123456789018", "123456789018"},
      {"1234 5678 9018", "123456789018"},
      {"1234-5678-9018", "123456789018"},
      {"  1 2 3 4 5 6 7 8 9 0 1 8  ", "123456789018"},
      {"1234\u00A05678\u00A09018", "123456789018"},
      {"1234\u202F5678\u20079018", "123456789018"},
      {"1234\u20115678\u20129018", "123456789018"},
      {"1234\u20135678\u20149018", "123456789018"},
      {"1234 \u2014 5678 \u2212 9018", "123456789018"},
      {"\t1234\t56789018", "123456789018"},
      {"1234\u00AD5678\uFF0D9018", "123456789018"},
      {"----123456789018----", "123456789018"},
      {"", "code_malformed"},
      {" ", "code_malformed"},
      {"-", "code_malformed"},
      {"12345678901", "code_malformed"},
      {"1234567890188", "code_malformed"},
      {"123456789018 0", "code_malformed"},
      {"123456789017", "code_malformed"},
      {"12345678901O", "code_malformed"},
      {"l23456789018", "code_malformed"},
      {"A23456789018", "code_malformed"},
      {"1234.5678.9018", "code_malformed"},
      {"1234_5678_9018", "code_malformed"},
      {"1234,5678,9018", "code_malformed"},
      {"1234\n5678\n9018", "code_malformed"},
      {"\u0661234567890180", "code_malformed"},
      {"\u066123456789018", "code_malformed"},
      {"\uFF1123456789018", "code_malformed"},
      {"\u09E723456789018", "code_malformed"},
      {"\U0001D7CF23456789018", "code_malformed"},
      {"\u00B923456789018", "code_malformed"},
      {"1234\u200B56789018", "code_malformed"},
      {"1234\u200C56789018", "code_malformed"},
      {"1234\u200D56789018", "code_malformed"},
      {"1234\u206056789018", "code_malformed"},
      {"\uFEFF123456789018", "code_malformed"},
      {"\u202E123456789018", "code_malformed"},
      {std::string{"1234\0"
                   "56789018",
                   13},
       "code_malformed"},
      {std::string{"123456789018\0", 13}, "code_malformed"},
      {"123456789018\xFF", "code_malformed"},
      {"123456789018\xC2", "code_malformed"},
      {"12345678901\xC0\xB8", "code_malformed"},
      {"+123456789018", "code_malformed"},
  };
  for (const Row& row : rows) {
    INFO(row.typed);
    CHECK(read(digits_form(), row.typed) == row.read);
  }
}

TEST_CASE("Typed base-32 symbols are read as the contract says") {
  struct Row {
    std::string typed;
    const char* read;
  };
  const Row rows[] = {
      {"P0ST PR00 F26Y", "P0STPR00F26Y"},
      {"post-proo-f26y", "P0STPR00F26Y"},
      {"POST\u2013PROO\u2014F26Y", "P0STPR00F26Y"},
      {"РОSТ РRОО F26У", "P0STPR00F26Y"},
      {"роsт рrоо f26у", "P0STPR00F26Y"},
      {"I0000000000\x37", "100000000007"},
      {"L00000000007", "100000000007"},
      {"i00000000007", "100000000007"},
      {"l00000000007", "100000000007"},
      {"1OOoОо000007", "100000000007"},
      {"АВСDЕFGНJКМС", "ABCDEFGHJKMC"},
      {"авсdеfgнjкмс", "ABCDEFGHJKMC"},
      {"PQRSТVWХУZ08", "PQRSTVWXYZ08"},
      {"pqrsтvwхуz08", "PQRSTVWXYZ08"},
      {"U00000000000", "code_malformed"},
      {"u00000000000", "code_malformed"},
      {"Б00000000000", "code_malformed"},
      {"З00000000000", "code_malformed"},
      {"І00000000007", "code_malformed"},   // U+0406 is no letter of the twelve
      {"Α00000000000", "code_malformed"},   // Greek
      {"Ａ00000000000", "code_malformed"},  // full width
      {"P0STPR00F26Z", "code_malformed"},
      {"P0STPR00F26", "code_malformed"},
      {"P0STPR00F26YY", "code_malformed"},
      {"", "code_malformed"},
      {"P0ST\u200DPR00F26Y", "code_malformed"},
      {"P0STPR00F2\uFF16Y", "code_malformed"},
      {std::string{"P0STPR00F26Y\0", 13}, "code_malformed"},
      {"P0STPR00F26*", "code_malformed"},
  };
  for (const Row& row : rows) {
    INFO(row.typed);
    CHECK(read(crockford_form(), row.typed) == row.read);
  }
}

TEST_CASE("A typed code may have 1024 bytes and not one more") {
  const std::string code = "123456789018";
  CHECK(read(digits_form(), code + std::string(1012, ' ')) == code);
  CHECK(read(digits_form(), code + std::string(1013, ' ')) == "code_malformed");
}

TEST_CASE("A refusal does not repeat what was typed") {
  for (const std::string_view typed : {"987654321", "9876543210000", "98765432100X", "987654321000"}) {
    const Result<Secret> code = digits_form().canonical(typed);
    REQUIRE(code.has_error());
    CHECK(code.error().detail.find("9876") == std::string::npos);
  }
}

TEST_CASE("A code is shown in three groups of four, and read back") {
  CHECK(digits_form().shown(Secret{"123456789018"}).expose_text() == "1234 5678 9018");
  CHECK(crockford_form().shown(Secret{"P0STPR00F26Y"}).expose_text() == "P0ST PR00 F26Y");
  CHECK(read(digits_form(), digits_form().shown(Secret{"123456789018"}).expose_text()) == "123456789018");
}

TEST_CASE("A decimal code takes a byte below 250 modulo 10 and passes over the others") {
  Digest block{};
  block.fill(255);
  const std::array<std::uint8_t, 13> bytes{0, 1, 9, 10, 250, 249, 251, 128, 77, 200, 31, 4, 5};
  std::ranges::copy(bytes, block.begin());
  CHECK(code_from(digits_form(), {block}).expose_text().substr(0, 11) == "01909870145");
}

TEST_CASE("A base-32 code takes the low five bits of each byte") {
  Digest block{};
  const std::array<std::uint8_t, 12> bytes{0, 1, 31, 32, 255, 64, 10, 42, 74, 18, 22, 9};
  std::ranges::copy(bytes, block.begin());
  CHECK(code_from(crockford_form(), {block}).expose_text().substr(0, 11) == "01Z0Z0AAAJP");
}

TEST_CASE("A code that the first block does not fill goes on with the next") {
  Digest useless{};
  useless.fill(250);
  Digest half{};
  half.fill(250);
  half[31] = 7;
  Digest rest{};
  rest.fill(3);
  CHECK(code_from(digits_form(), {useless, half, rest}).expose_text().substr(0, 11) == "73333333333");
}

}  // namespace postproof::codegen
