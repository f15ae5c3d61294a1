#include "store/office_rows.hpp"

#include <catch2/catch.hpp>

#include "tests/support/open_store.hpp"

using namespace postproof;
using namespace postproof::test;

namespace {

std::vector<orders::Office> two_offices() {
  return {{"001002", "Тихое", "Заречный край", "Озёрский район", "Тихое", "О"},
          {"202310", "Ивановка", "Заречный край", "", "Ивановка", "О"}};
}

void import(OpenStore& store, const std::vector<orders::Office>& offices) {
  good(store.db().offices().replace(offices, "list.csv", "operator", store.now()));
}

bool knows(OpenStore& store, const char* index) { return store.db().offices().is_known(PostalIndex{index}); }

}  // namespace

TEST_CASE("Without a list every index is known and none is found") {
  const TempFolder folder;
  OpenStore store(folder / "a.db");
  CHECK(knows(store, "101000"));
  CHECK(good(store.db().offices().count()) == 0);
  CHECK_FALSE(good(store.db().offices().find("101000")));
  CHECK(good(store.db().offices().search("москва", 10)).empty());
}

TEST_CASE("An imported list answers for its offices and for no others") {
  const TempFolder folder;
  OpenStore store(folder / "a.db");
  import(store, two_offices());
  CHECK(good(store.db().offices().count()) == 2);
  CHECK(good(store.db().offices().find("001002")).value() == two_offices()[0]);
  CHECK(good(store.db().offices().search("ивановка", 10)) == std::vector{two_offices()[1]});
  CHECK(knows(store, "001002"));
  CHECK(knows(store, "202310"));
  for (const char* other : {"202311", "999999", "2310", "20231x", ""}) {
    CHECK_FALSE(knows(store, other));
    CHECK_FALSE(good(store.db().offices().find(other)));
  }
}

TEST_CASE("A new list takes the place of the old one whole, at once and in other processes within a second") {
  const TempFolder folder;
  OpenStore here(folder / "a.db");
  OpenStore there(folder / "a.db");
  import(here, two_offices());
  CHECK(knows(there, "202310"));
  CHECK(good(there.db().offices().search("тихое", 5)).size() == 1);
  import(here, {{ "303000", "Новое", "", "", "Новое", "О" }});
  CHECK(knows(here, "303000"));
  CHECK_FALSE(knows(here, "202310"));
  CHECK(good(here.db().offices().search("тихое", 5)).empty());
  there.clock.advance(seconds{1});
  CHECK(knows(there, "303000"));
  CHECK_FALSE(knows(there, "202310"));
  CHECK(good(there.db().offices().search("тихое", 5)).empty());
  CHECK(good(there.db().offices().search("новое", 5)).size() == 1);
}

TEST_CASE("A list with an index twice changes nothing") {
  const TempFolder folder;
  OpenStore store(folder / "a.db");
  import(store, two_offices());
  std::vector<orders::Office> bad{{"303000", "Новое", "", "", "", ""}, {"303000", "Другое", "", "", "", ""}};
  const auto refused = store.db().offices().replace(bad, "list.csv", "operator", store.now());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::state_conflict);
  CHECK(knows(store, "202310"));
  CHECK(good(store.db().offices().count()) == 2);
  CHECK(store.ask("SELECT count(*) FROM audit WHERE action = 'offices.imported'") == "1");
}

TEST_CASE("An import stands in the audit log with its file and count") {
  const TempFolder folder;
  OpenStore store(folder / "a.db");
  import(store, two_offices());
  CHECK(store.ask("SELECT actor || ' ' || object || ' ' || data FROM audit WHERE action = 'offices.imported'") ==
        "operator list.csv {\"offices\":2}");
}

TEST_CASE("Queries are cut to their bound") {
  const TempFolder folder;
  OpenStore store(folder / "a.db");
  import(store, two_offices());
  store::OfficeRows& rows = store.db().offices();
  const std::string long_blank(store::OfficeRows::most_query_bytes, ' ');
  CHECK(good(rows.search(long_blank + "ивановка", 10)).empty());
  CHECK(good(rows.search("ивановка" + long_blank, 10)).size() == 1);
  CHECK(good(rows.search("ивановка", 0)).empty());
  CHECK(good(rows.search("ивановка", -1)).empty());
  CHECK(good(rows.search("ивановка", 1'000'000)).size() == 1);
}
