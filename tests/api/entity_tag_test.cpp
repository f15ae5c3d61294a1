#include "api/entity_tag.hpp"

#include <catch2/catch.hpp>

using namespace postproof::api;

TEST_CASE("the same body has the same tag, another body another") {
  CHECK(entity_tag("a") == entity_tag("a"));
  CHECK(entity_tag("a") != entity_tag("b"));
  CHECK(entity_tag("").size() == 34);
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
