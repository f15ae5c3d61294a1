#include "codegen/mac.hpp"

#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/codegen/support.hpp"

namespace postproof::codegen {

namespace {

Bytes repeated(std::uint8_t byte, std::size_t count) { return Bytes(count, byte); }

Bytes bytes_from(std::string_view text) { return Bytes(text.begin(), text.end()); }

}  // namespace

TEST_CASE("HMAC-SHA-256 gives the digests of RFC 4231") {
  struct Row {
    Bytes key;
    Bytes message;
    std::string digest;  // case 5 of the RFC is cut to 128 bits
  };
  const Row rows[] = {
      {repeated(0x0b, 20), bytes_from("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {bytes_from("Jefe"), bytes_from("what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {repeated(0xaa, 20), repeated(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), repeated(0xcd, 50),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {repeated(0x0c, 20), bytes_from("Test With Truncation"), "a3b6167473100ee06e0c796c2955552b"},
      {repeated(0xaa, 131), bytes_from("Test Using Larger Than Block-Size Key - Hash Key First"),
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {repeated(0xaa, 131),
       bytes_from("This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                  "to be hashed before being used by the HMAC algorithm."),
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Row& row : rows) {
    Mac mac{Secret{Bytes(row.key)}};
    for (int time = 0; time < 3; ++time) {
      const std::string digest = to_hex(mac.of(row.message));
      CHECK(digest.substr(0, row.digest.size()) == row.digest);
    }
  }
}

TEST_CASE("A MAC of parts is that of the whole") {
  Mac mac{Secret{"key"}};
  const std::string message(200, 'm');
  const Digest whole = mac.of(bytes_of(message));
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    REQUIRE(mac.add(bytes_of(message.substr(0, cut))).add(bytes_of(message.substr(cut))).finish() == whole);
  }
}

TEST_CASE("A field is its length in four bytes and itself") {
  Mac mac{Secret{"key"}};
  const Digest expected = mac.of(unhex("0000000361626300000000"));
  CHECK(mac.add_field(bytes_of("abc")).add_field({}).finish() == expected);
}

TEST_CASE("Lists of fields that join to the same text have different MACs") {
  Mac mac{Secret{"key"}};
  const Digest first = mac.add_field(bytes_of("ab")).add_field(bytes_of("c")).finish();
  const Digest second = mac.add_field(bytes_of("a")).add_field(bytes_of("bc")).finish();
  const Digest third = mac.add_field(bytes_of("abc")).finish();
  CHECK(first != second);
  CHECK(first != third);
  CHECK(second != third);
}

TEST_CASE("A moved MAC keeps its key and what was added") {
  Mac first{Secret{"key"}};
  const Digest expected = first.of(bytes_of("abc"));
  first.add(bytes_of("ab"));
  Mac second{std::move(first)};
  CHECK(second.add(bytes_of("c")).finish() == expected);
  Mac third{Secret{"other"}};
  third = std::move(second);
  CHECK(third.of(bytes_of("abc")) == expected);
}

TEST_CASE("MACs of several threads do not disturb each other") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([i, &wrong] {
      Mac mac{Secret{"key " + std::to_string(i)}};
      const Digest expected = mac.of(bytes_of("message"));
      for (int time = 0; time < 2000; ++time) wrong[i] += mac.of(bytes_of("message")) == expected ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace postproof::codegen
