#include "app/live_keys.hpp"

#include <catch2/catch.hpp>

#include "codegen/key_ring_file.hpp"
#include "system/posix_files.hpp"
#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;
using app::LiveKeys;

namespace {

struct Keys {
  TempFolder folder;
  system::PosixFiles files;
  KeySet set;
  Path file = folder / "keys.json";

  void save() { good(codegen::save_key_ring(set.ring, file, files)); }
  /// Writes the file past the rules of the key ring, as a careless hand would.
  void scribble(std::string_view text, unsigned mode = 0600) { good(files.write_synced(file, bytes_of(text), mode)); }
};

}  // namespace

TEST_CASE("a rotation by another process is seen at the next look") {
  Keys keys;
  keys.save();
  const auto live = good(LiveKeys::open(keys.file, keys.files));
  const auto before = live->ring();
  CHECK(live->ring() == before);
  for (int rotation = 0; rotation < 5; ++rotation) {
    const KeyId fresh = good(keys.set.ring.rotate(codegen::KeyUse::codes, keys.set.entropy));
    keys.save();
    CHECK(live->ring()->active(codegen::KeyUse::codes) == fresh);
  }
  CHECK(before->active(codegen::KeyUse::codes) == KeyId{"k1"});
}

TEST_CASE("a file that becomes unreadable leaves the last good ring in force until it is good again") {
  Keys keys;
  keys.save();
  const auto live = good(LiveKeys::open(keys.file, keys.files));
  SECTION("no key ring") { keys.scribble("{}"); }
  SECTION("half a key ring") { keys.scribble(text_of_file(keys.file).substr(0, 60)); }
  SECTION("open to others") { keys.scribble(text_of_file(keys.file), 0644); }
  SECTION("gone") { std::filesystem::remove(keys.file); }
  CHECK(live->ring()->active(codegen::KeyUse::codes) == KeyId{"k1"});
  good(keys.set.ring.rotate(codegen::KeyUse::codes, keys.set.entropy));
  keys.save();
  CHECK(live->ring()->active(codegen::KeyUse::codes) == KeyId{"k2"});
}

TEST_CASE("without a usable file nothing begins") {
  Keys keys;
  CHECK_FALSE(LiveKeys::open(keys.file, keys.files));
  keys.scribble("no keys at all");
  const auto opened = LiveKeys::open(keys.file, keys.files);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == ErrorKind::key_unusable);
}
