#include "codegen/issuer.hpp"

#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "codegen/crockford_form.hpp"
#include "codegen/digits_form.hpp"
#include "tests/codegen/support.hpp"

namespace postproof::codegen {

namespace {

const LetterId letter{"ltr_01jd0000000000000000000000"};
const AccountId account{"acc-000123"};
const Bytes nonce = unhex("000102030405060708090a0b0c0d0e0f");

std::string code_text(Mac& mac, const LetterId& id, ByteView once, const CodeForm& form) {
  return std::string{make_code(mac, id, once, form).expose_text()};
}

/// Pearson's statistic of counts that should be equal.
double chi_square(const std::vector<std::uint64_t>& counts) {
  double total = 0;
  for (const std::uint64_t count : counts) total += static_cast<double>(count);
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const std::uint64_t count : counts) {
    const double difference = static_cast<double>(count) - expected;
    sum += difference * difference / expected;
  }
  return sum;
}

}  // namespace

TEST_CASE("A code is the documented function of key, letter id and nonce") {
  // Computed with Python's hmac over the documented bytes.
  Mac issuing{Secret{Bytes(32, 0x11)}};
  CHECK(code_text(issuing, letter, nonce, digits_form()) == "936253317695");
  CHECK(code_text(issuing, letter, nonce, crockford_form()) == "1D48SZZ77GZ1");
}

TEST_CASE("A digest is the documented function of key, letter id, account id and code") {
  Mac checking{Secret{Bytes(32, 0x22)}};
  CHECK(to_hex(code_digest(checking, letter, account, Secret{"123456789018"})) ==
        "0db2a70e2ab97ee6d6e5b2e8242a93585871e9da2b11c2a4683c6c0da5dd086d");
}

TEST_CASE("The same inputs give the same code, another input another one") {
  for (const CodeForm* form : {&digits_form(), &crockford_form()}) {
    Mac issuing{Secret{"key"}};
    Mac again{Secret{"key"}};
    Mac other{Secret{"other key"}};
    const std::string code = code_text(issuing, letter, nonce, *form);
    CHECK(code_text(issuing, letter, nonce, *form) == code);
    CHECK(code_text(again, letter, nonce, *form) == code);
    CHECK(code_text(other, letter, nonce, *form) != code);
    CHECK(code_text(issuing, LetterId{"ltr_01jd0000000000000000000001"}, nonce, *form) != code);
    CHECK(code_text(issuing, letter, unhex("000102030405060708090a0b0c0d0e0e"), *form) != code);
  }
}

TEST_CASE("A made code is canonical in its form") {
  Mac issuing{Secret{"key"}};
  for (const CodeForm* form : {&digits_form(), &crockford_form()}) {
    for (int i = 0; i < 1000; ++i) {
      const Secret code = make_code(issuing, LetterId{std::to_string(i)}, nonce, *form);
      const Result<Secret> read = form->canonical(form->shown(code).expose_text());
      REQUIRE(read);
      REQUIRE(equal_in_constant_time(read.value(), code));
    }
  }
}

TEST_CASE("Every symbol is equally likely in every place") {
  // 100 000 codes of 11 random symbols. The bounds are the quantiles of 1 - 10^-9 of chi-square with 9 and 31 degrees
  // of freedom: a fair code passes, a bias of "byte modulo 10" (0-5 come 26 times in 256, the others 25 times) does
  // not.
  struct Row {
    const CodeForm* form;
    std::string_view symbols;
    double bound;
  };
  const Row rows[] = {{&digits_form(), "0123456789", 62.2},
                      {&crockford_form(), "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 107.5}};
  for (const Row& row : rows) {
    SeededEntropy entropy{20261123};
    Mac issuing{Secret{"a fixed key"}};
    const std::size_t radix = row.symbols.size();
    std::vector<std::vector<std::uint64_t>> places(CodeForm::length, std::vector<std::uint64_t>(radix, 0));
    std::vector<std::uint64_t> all(radix, 0);
    Bytes once(nonce_bytes);
    for (int i = 0; i < 100'000; ++i) {
      entropy.fill(once);
      const Secret code = make_code(issuing, letter, once, *row.form);
      for (std::size_t place = 0; place < CodeForm::length; ++place) {
        const std::size_t value = row.symbols.find(code.expose_text()[place]);
        ++places[place][value];
        if (place + 1 < CodeForm::length) ++all[value];
      }
    }
    for (const auto& place : places) CHECK(chi_square(place) < row.bound);
    CHECK(chi_square(all) < row.bound);
  }
}

TEST_CASE("The check of uniformity notices the bias it is there for") {
  std::vector<std::uint64_t> biased(10);
  for (std::size_t value = 0; value < 256; ++value) biased[value % 10] += 1'100'000 / 256;
  CHECK(chi_square(biased) > 62.2);
}

TEST_CASE("A digest matches its own letter, account, code and key only") {
  Mac checking{Secret{"key"}};
  Mac other{Secret{"other"}};
  const Secret code{"123456789018"};
  const Digest digest = code_digest(checking, letter, account, code);
  CHECK(matches(checking, letter, account, code, digest));
  CHECK_FALSE(matches(other, letter, account, code, digest));
  CHECK_FALSE(matches(checking, LetterId{"ltr_x"}, account, code, digest));
  CHECK_FALSE(matches(checking, letter, AccountId{"acc-000124"}, code, digest));
  CHECK_FALSE(matches(checking, letter, account, Secret{"000000005724"}, digest));
  CHECK_FALSE(matches(checking, letter, account, Secret{}, digest));
}

TEST_CASE("A stored digest with any bit changed or of another length matches nothing") {
  Mac checking{Secret{"key"}};
  const Secret code{"123456789018"};
  const Digest digest = code_digest(checking, letter, account, code);
  for (std::size_t bit = 0; bit < digest.size() * 8; ++bit) {
    Digest changed = digest;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
    REQUIRE_FALSE(matches(checking, letter, account, code, changed));
  }
  for (std::size_t size = 0; size < digest.size(); ++size) {
    REQUIRE_FALSE(matches(checking, letter, account, code, ByteView{digest}.first(size)));
  }
  CHECK_FALSE(matches(checking, letter, account, code, Bytes(33, 0)));
}

TEST_CASE("Ids that join to the same text have different digests") {
  Mac checking{Secret{"key"}};
  const Secret code{"123456789018"};
  CHECK(code_digest(checking, LetterId{"ab"}, AccountId{"c"}, code) !=
        code_digest(checking, LetterId{"a"}, AccountId{"bc"}, code));
}

TEST_CASE("Threads with a MAC of their own make the same codes") {
  std::vector<std::string> made(4);
  std::vector<std::thread> threads;
  for (std::string& codes : made) {
    threads.emplace_back([&codes] {
      Mac issuing{Secret{"key"}};
      for (int i = 0; i < 500; ++i) codes += code_text(issuing, LetterId{std::to_string(i)}, nonce, digits_form());
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::set<std::string>(made.begin(), made.end()).size() == 1);
}

}  // namespace postproof::codegen
