#include "codegen/sha256.hpp"

#include <catch2/catch.hpp>

#include "tests/codegen/support.hpp"

namespace postproof::codegen {

TEST_CASE("SHA-256 gives the published digests") {
  struct Row {
    std::string message;
    const char* digest;
  };
  // FIPS 180-4 examples of NIST; the empty message.
  const Row rows[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const Row& row : rows) CHECK(to_hex(sha256(bytes_of(row.message))) == row.digest);
}

TEST_CASE("SHA-256 of parts is that of the whole, and the next message starts afresh") {
  Sha256 hash;
  const std::string message(300, 'x');
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    hash.update(bytes_of(message.substr(0, cut))).update(bytes_of(message.substr(cut)));
    REQUIRE(hash.finish() == sha256(bytes_of(message)));
  }
  CHECK(hash.finish() == sha256({}));
}

TEST_CASE("A moved SHA-256 goes on where it was") {
  Sha256 first;
  first.update(bytes_of("ab"));
  Sha256 second{std::move(first)};
  CHECK(second.update(bytes_of("c")).finish() == sha256(bytes_of("abc")));
}

}  // namespace postproof::codegen
