#include "codegen/key_ring_file.hpp"

#include <catch2/catch.hpp>

#include "tests/codegen/support.hpp"

namespace postproof::codegen {

namespace {

const Path path = "keys/ring.json";
const std::string root_a(64, 'a');
const std::string root_b(64, 'b');

std::string key(const std::string& id, const std::string& use, const std::string& state, const std::string& root) {
  return R"({"id":")" + id + R"(","use":")" + use + R"(","state":")" + state + R"(","root":")" + root + R"("})";
}

std::string document(const std::string& keys) { return R"({"format":"postproof-keys/1","keys":[)" + keys + "]}"; }

const std::string good_keys = key("k1", "codes", "active", root_a) + "," + key("d1", "data", "active", root_b);

/// The message of the refusal of this text, or "accepted".
std::string refusal(const std::string& text, unsigned mode = 0600) {
  MemoryFiles files;
  files.put(path, text, mode);
  const Result<KeyRing> ring = load_key_ring(path, files);
  if (ring) return "accepted";
  CHECK(ring.error().kind == ErrorKind::key_unusable);
  CHECK(ring.error().detail.find(root_a) == std::string::npos);
  return ring.error().detail;
}

std::string told(const std::string& what) {
  return "the key file keys/ring.json cannot be used: " + what + "; restore it from your copy of the keys";
}

}  // namespace

TEST_CASE("A key ring is read from the documented text") {
  MemoryFiles files;
  files.put(path, document(good_keys + R"(,{"id":"k0","use":"codes","state":"destroyed"})"));
  const Result<KeyRing> ring = load_key_ring(path, files);
  REQUIRE(ring);
  CHECK(ring.value().list() == std::vector<KeyLine>{{KeyId{"k1"}, KeyUse::codes, KeyState::active},
                                                    {KeyId{"d1"}, KeyUse::data, KeyState::active},
                                                    {KeyId{"k0"}, KeyUse::codes, KeyState::destroyed}});
}

TEST_CASE("A saved key ring is the documented text, with mode 0600, and reads back the same") {
  SeededEntropy entropy{1};
  KeyRing ring = KeyRing::generate(entropy);
  REQUIRE(ring.rotate(KeyUse::codes, entropy));
  REQUIRE(ring.rotate(KeyUse::codes, entropy));
  REQUIRE(ring.stage(KeyUse::data, entropy));
  REQUIRE(ring.destroy(KeyId{"k1"}));
  MemoryFiles files;
  REQUIRE(save_key_ring(ring, path, files));
  CHECK(files.files.size() == 1);
  CHECK(files.files.at(path).mode == 0600);
  CHECK(files.text(path).find(R"({"id":"k1","use":"codes","state":"destroyed"})") != std::string::npos);

  const Result<KeyRing> again = load_key_ring(path, files);
  REQUIRE(again);
  CHECK(again.value().list() == ring.list());
  for (const char* id : {"k2", "k3"}) {
    CHECK(equal_in_constant_time(again.value().derive(KeyId{id}, Purpose::issue_code).value(),
                                 ring.derive(KeyId{id}, Purpose::issue_code).value()));
  }
  const std::string first = files.text(path);
  REQUIRE(save_key_ring(again.value(), path, files));
  CHECK(files.text(path) == first);
}

TEST_CASE("The fullest ring there can be is saved and read") {
  SeededEntropy entropy{2};
  KeyRing ring = KeyRing::generate(entropy);
  while (ring.list().size() < KeyRing::most_keys) REQUIRE(ring.rotate(KeyUse::data, entropy));
  MemoryFiles files;
  REQUIRE(save_key_ring(ring, path, files));
  CHECK(load_key_ring(path, files));
}

TEST_CASE("A save that fails leaves the old file and no new one") {
  SeededEntropy entropy{3};
  const KeyRing ring = KeyRing::generate(entropy);
  for (const char* operation : {"write_synced", "rename_over"}) {
    MemoryFiles files;
    files.put(path, "old");
    files.failing = operation;
    const Result<void> saved = save_key_ring(ring, path, files);
    REQUIRE(saved.has_error());
    CHECK(files.files.size() == 1);
    CHECK(files.text(path) == "old");
  }
}

TEST_CASE("A key file that group or others may touch is refused, with the way to mend it") {
  for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0666U, 0777U}) {
    CHECK(refusal(document(good_keys), mode) ==
          "the key file keys/ring.json cannot be used: others than its owner have access to it; run: chmod 600 "
          "keys/ring.json");
  }
  for (const unsigned mode : {0600U, 0400U, 0700U}) CHECK(refusal(document(good_keys), mode) == "accepted");
}

TEST_CASE("A missing key file is refused, an unreadable one is an error of the disk") {
  MemoryFiles files;
  CHECK(load_key_ring(path, files).error().detail == told("it is missing"));
  CHECK(load_key_ring(path, files).error().kind == ErrorKind::key_unusable);
  files.put(path, document(good_keys));
  files.failing = "read";
  CHECK(load_key_ring(path, files).error().kind == ErrorKind::io_failed);
}

TEST_CASE("A key file is refused for each defect, in a sentence that names it") {
  struct Row {
    std::string text;
    std::string what;
  };
  const std::string k1 = key("k1", "codes", "active", root_a);
  const std::string d1 = key("d1", "data", "active", root_b);
  const std::string hex_fault = R"("root" is not 64 hexadecimal digits (32 random bytes))";
  const std::string state_fault = R"("state" is none of "staged", "active", "retiring", "destroyed")";
  const Row rows[] = {
      {"[]", "it is no JSON object"},
      {"null", "it is no JSON object"},
      {R"({"keys":[]})", R"("format" is missing)"},
      {R"({"format":1,"keys":[]})", R"("format" is no text)"},
      {R"({"format":"postproof-keys/2","keys":[]})", R"("format" is not "postproof-keys/1")"},
      {R"({"format":"postproof-keys/1"})", R"("keys" is missing or no list)"},
      {R"({"format":"postproof-keys/1","keys":{}})", R"("keys" is missing or no list)"},
      {R"({"format":"postproof-keys/1","keys":[],"more":1})", R"(it has the unknown field "more")"},
      {document(""), "exactly one key for codes must be active, not 0"},
      {document(k1), "exactly one key for data must be active, not 0"},
      {document(k1 + ",7"), "key 2: it is no object"},
      {document(k1 + R"(,{"id":"d1","use":"data","state":"active"})"), R"(key 2: "root" is missing)"},
      {document(k1 + R"(,{"use":"data","state":"active","root":"x"})"), R"(key 2: "id" is missing)"},
      {document(k1 + R"(,{"id":"d1","state":"active","root":"x"})"), R"(key 2: "use" is missing)"},
      {document(k1 + R"(,{"id":"d1","use":"data","root":"x"})"), R"(key 2: "state" is missing)"},
      {document(k1 + R"(,{"id":1,"use":"data","state":"active","root":"x"})"), R"(key 2: "id" is no text)"},
      {document(k1 + R"(,{"id":"d1","use":"data","state":"active","root":5})"), R"(key 2: "root" is no text)"},
      {document(k1 + "," + key("d1", "data", "active", std::string(62, 'b'))), "key 2: " + hex_fault},
      {document(k1 + "," + key("d1", "data", "active", std::string(66, 'b'))), "key 2: " + hex_fault},
      {document(k1 + "," + key("d1", "data", "active", std::string(63, 'b') + "g")), "key 2: " + hex_fault},
      {document(k1 + "," + key("d1", "data", "active", "")), "key 2: " + hex_fault},
      {document(k1 + "," + key("d1", "data", "active", std::string(64, '0'))), "key 2: the root is all zeros"},
      {document(k1 + "," + key("d1", "data", "live", root_b)), "key 2: " + state_fault},
      {document(k1 + "," + key("d1", "data", "Active", root_b)), "key 2: " + state_fault},
      {document(k1 + "," + key("d1", "date", "active", root_b)), R"(key 2: "use" is neither "codes" nor "data")"},
      {document(k1 + "," + key("d 1", "data", "active", root_b)), "key 2: the id is not 1 to 32 of A-Z a-z 0-9 . _ -"},
      {document(k1 + "," + d1 + "," + key("k1", "codes", "retiring", std::string(64, 'c'))),
       "key 3: the id stands twice"},
      {document(k1 + "," + d1 + "," + key("k2", "codes", "destroyed", std::string(64, 'c'))),
       R"(key 3: a destroyed key still has a "root")"},
      {document(R"({"id":"k1","use":"codes","state":"active","root":")" + root_a + R"(","note":"x"},)" + d1),
       R"(key 1: it has the unknown field "note")"},
      {document(R"({"id":"k1","use":"codes","state":"active",")" + root_a + R"(":"x"},)" + d1),
       "key 1: it has a field that is unknown"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(refusal(row.text) == told(row.what));
  }
}

TEST_CASE("A key file that is no JSON, cut anywhere, followed by anything or too large is refused") {
  const std::string good = document(good_keys);
  REQUIRE(refusal(good) == "accepted");
  REQUIRE(refusal(good + "\n ") == "accepted");
  for (std::size_t size = 0; size < good.size(); ++size) REQUIRE(refusal(good.substr(0, size)) != "accepted");
  CHECK(refusal(good + "x") != "accepted");
  CHECK(refusal("\xEF\xBB\xBF" + good) != "accepted");
  CHECK(refusal(good + std::string(65'536, ' ')) == told("it is no regular file of at most 64 KiB"));
  CHECK(refusal(document(good_keys + R"(,{"id":"x","id":"y"})")) != "accepted");
  CHECK(refusal(R"({"format":"postproof-keys/1","keys":[[[[[[]]]]]]})") != "accepted");
}

TEST_CASE("A ring of more keys than there may be is refused") {
  std::string keys = good_keys;
  for (std::size_t i = 2; i <= KeyRing::most_keys; ++i) {
    keys += R"(,{"id":"x)" + std::to_string(i) + R"(","use":"data","state":"destroyed"})";
  }
  CHECK(refusal(document(keys)) == told("there are more than 256 keys"));
}

}  // namespace postproof::codegen
