#include "codegen/sealed_box.hpp"

#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/codegen/support.hpp"

namespace postproof::codegen {

namespace {

constexpr const char* key_a = "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";
constexpr const char* key_b = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf";

BoxSealer sealer_of(std::vector<std::pair<const char*, const char*>> ids_and_keys, Entropy& entropy) {
  std::vector<BoxSealer::Key> keys;
  for (const auto& [id, key] : ids_and_keys) keys.push_back({KeyId{id}, secret_of_hex(key)});
  return BoxSealer{std::move(keys), entropy};
}

/// Entropy that gives one fixed sequence of bytes, once.
class FixedEntropy final : public Entropy {
 public:
  explicit FixedEntropy(Bytes bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> out) override {
    ensure(out.size() == bytes_.size(), "as many bytes are asked for as were laid down");
    std::ranges::copy(bytes_, out.begin());
  }

 private:
  Bytes bytes_;
};

bool is_corrupt(const Result<Secret>& opened) {
  return opened.has_error() && opened.error().kind == ErrorKind::data_corrupt;
}

}  // namespace

TEST_CASE("A box opens to what was sealed, of any length, with and without a context") {
  SeededEntropy entropy{1};
  BoxSealer sealer = sealer_of({{"d1", key_a}}, entropy);
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U, 100'000U}) {
    const std::string plain(size, 'p');
    for (const std::string_view context : {"", "recipient/ltr_1"}) {
      const Bytes box = sealer.seal(bytes_of(plain), context);
      CHECK(box.size() == 2 + 2 + 12 + size + 16);
      const Result<Secret> opened = sealer.open(box, context);
      REQUIRE(opened);
      CHECK(opened.value().expose_text() == plain);
    }
  }
}

TEST_CASE("A box has the documented bytes") {
  // Computed with AESGCM of the Python package cryptography: key a0...bf, nonce 00...0b, associated data
  // 01 02 "d1" "ctx", plaintext "hello".
  FixedEntropy entropy{unhex("000102030405060708090a0b")};
  BoxSealer sealer = sealer_of({{"d1", key_a}}, entropy);
  CHECK(to_hex(sealer.seal(bytes_of("hello"), "ctx")) ==
        "01026431"
        "000102030405060708090a0b"
        "5689a51b926cf9cd19d9cf793f4c37526138f66d5e");
}

TEST_CASE("A box with any bit changed, cut or lengthened is corrupt") {
  SeededEntropy entropy{2};
  BoxSealer sealer = sealer_of({{"d1", key_a}, {"d0", key_b}}, entropy);
  const Bytes box = sealer.seal(bytes_of("Смирнова"), "recipient/ltr_1");
  for (std::size_t at = 0; at < box.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes changed = box;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << bit));
      REQUIRE(is_corrupt(sealer.open(changed, "recipient/ltr_1")));
    }
    REQUIRE(is_corrupt(sealer.open(ByteView{box}.first(at), "recipient/ltr_1")));
  }
  Bytes longer = box;
  longer.push_back(0);
  CHECK(is_corrupt(sealer.open(longer, "recipient/ltr_1")));
  CHECK(sealer.open(box, "recipient/ltr_1"));
}

TEST_CASE("A box opens in its own place only") {
  SeededEntropy entropy{3};
  BoxSealer sealer = sealer_of({{"d1", key_a}}, entropy);
  const Bytes box = sealer.seal(bytes_of("plain"), "recipient/ltr_1");
  for (const std::string_view other : {"recipient/ltr_2", "recipient/ltr_", "recipient/ltr_11", "", "address/ltr_1"}) {
    CHECK(is_corrupt(sealer.open(box, other)));
  }
}

TEST_CASE("A box of another key under the same id is corrupt, as is one of an unknown key") {
  SeededEntropy entropy{4};
  const Bytes box = sealer_of({{"d1", key_a}}, entropy).seal(bytes_of("plain"), "c");
  CHECK(is_corrupt(sealer_of({{"d1", key_b}}, entropy).open(box, "c")));
  CHECK(is_corrupt(sealer_of({{"d2", key_a}}, entropy).open(box, "c")));
}

TEST_CASE("Equal plaintexts give different boxes") {
  SeededEntropy entropy{5};
  BoxSealer sealer = sealer_of({{"d1", key_a}}, entropy);
  std::set<std::string> boxes;
  for (int i = 0; i < 1000; ++i) boxes.insert(to_hex(sealer.seal(bytes_of("same"), "c")));
  CHECK(boxes.size() == 1000);
}

TEST_CASE("After a rotation new boxes are of the new key and old ones still open") {
  SeededEntropy entropy{6};
  KeyRing ring = KeyRing::generate(entropy);
  const Bytes old_box = BoxSealer::of(ring, Purpose::personal, entropy)->seal(bytes_of("old"), "c");
  REQUIRE(ring.stage(KeyUse::data, entropy));
  REQUIRE(ring.rotate(KeyUse::data, entropy));
  const std::unique_ptr<BoxSealer> sealer = BoxSealer::of(ring, Purpose::personal, entropy);
  const Bytes new_box = sealer->seal(bytes_of("new"), "c");
  CHECK(text_of(ByteView{new_box}.subspan(2, 2)) == "d2");
  CHECK(sealer->open(old_box, "c"));
  CHECK(sealer->open(new_box, "c"));

  REQUIRE(ring.destroy(KeyId{"d1"}));
  CHECK(is_corrupt(BoxSealer::of(ring, Purpose::personal, entropy)->open(old_box, "c")));
  CHECK(BoxSealer::of(ring, Purpose::personal, entropy)->open(new_box, "c"));
}

TEST_CASE("Who knows only the staged key opens what others seal after it became active") {
  SeededEntropy entropy{7};
  KeyRing ring = KeyRing::generate(entropy);
  REQUIRE(ring.stage(KeyUse::data, entropy));
  const std::unique_ptr<BoxSealer> slow = BoxSealer::of(ring, Purpose::nonce, entropy);
  REQUIRE(ring.rotate(KeyUse::data, entropy));
  const Bytes box = BoxSealer::of(ring, Purpose::nonce, entropy)->seal(bytes_of("nonce"), "c");
  CHECK(slow->open(box, "c"));
}

TEST_CASE("Boxes of one purpose do not open under another") {
  SeededEntropy entropy{8};
  const KeyRing ring = KeyRing::generate(entropy);
  const Bytes box = BoxSealer::of(ring, Purpose::personal, entropy)->seal(bytes_of("plain"), "c");
  CHECK(is_corrupt(BoxSealer::of(ring, Purpose::nonce, entropy)->open(box, "c")));
}

TEST_CASE("Several threads seal and open with one sealer") {
  FixedEntropy entropy{Bytes(12, 7)};  // the seeded one is not for several threads
  BoxSealer sealer = sealer_of({{"d1", key_a}}, entropy);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([i, &wrong, &sealer] {
      for (int time = 0; time < 500; ++time) {
        const std::string plain = std::to_string(i) + "/" + std::to_string(time);
        const Bytes box = sealer.seal(bytes_of(plain), plain);
        const Result<Secret> opened = sealer.open(box, plain);
        wrong[i] += opened.has_value() && opened.value().expose_text() == plain ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace postproof::codegen
