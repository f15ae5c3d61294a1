#include "api/entity_tag.hpp"

#include <catch2/catch.hpp>

using namespace postproof::api;

TEST_CASE("a tag is the first half of the digest between quotes") {
  postproof::Digest digest{0xAB, 0x01};
  digest[15] = 0xFF;
  digest[16] = 0x77;
  CHECK(entity_tag(digest) == "\"ab0100000000000000000000000000ff\"");
}

TEST_CASE("If-None-Match names a tag by a list, a weak mark or a star") {
  struct Row {
    const char* field;
    bool names;
  };
  for (const Row& row :
       {Row{"", false}, Row{"\"t\"", true}, Row{" \"t\" ", true}, Row{"W/\"t\"", true}, Row{"\"a\", \"t\"", true},
        Row{"*", true}, Row{"t", false}, Row{"\"a\"", false}, Row{"\"a\",,", false}, Row{"w/\"t\"", false}}) {
    CAPTURE(row.field);
    CHECK(names_tag(row.field, "\"t\"") == row.names);
  }
}
