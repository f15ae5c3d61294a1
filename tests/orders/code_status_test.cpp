#include "orders/code_status.hpp"

#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace postproof::orders {

namespace {

using Row = std::vector<std::string>;

const Row events{"seal", "hand_over", "confirm", "expire", "replace", "revoke", "lock"};

// Every cell, one column an event in the order above; "-" where nothing may happen.
const std::map<std::string, Row> expected{
    {"none", {"issued", "-", "-", "-", "-", "void", "-"}},
    {"issued", {"-", "live", "-", "expired", "replaced", "void", "-"}},
    {"live", {"-", "-", "used", "expired", "replaced", "void", "locked"}},
    {"used", Row(7, "-")},
    {"expired", Row(7, "-")},
    {"replaced", Row(7, "-")},
    {"void", Row(7, "-")},
    {"locked", Row(7, "-")},
};

CodeStatus status_at(int number) { return static_cast<CodeStatus>(number); }

}  // namespace

TEST_CASE("Every cell of the code's state table is as written here") {
  REQUIRE(expected.size() == static_cast<std::size_t>(code_status_count));
  REQUIRE(events.size() == static_cast<std::size_t>(code_event_count));
  for (int from = 0; from < code_status_count; ++from) {
    const Row& row = expected.at(std::string(name_of(status_at(from))));
    REQUIRE(row.size() == events.size());
    for (int event = 0; event < code_event_count; ++event) {
      CAPTURE(name_of(status_at(from)), events[static_cast<std::size_t>(event)]);
      REQUIRE(name_of(static_cast<CodeEvent>(event)) == events[static_cast<std::size_t>(event)]);
      const auto to = next_status(status_at(from), static_cast<CodeEvent>(event));
      CHECK((to ? std::string(name_of(*to)) : "-") == row[static_cast<std::size_t>(event)]);
    }
  }
}

TEST_CASE("The words of the code's statuses are those of the contract and read back") {
  const Row words{"none", "issued", "live", "used", "expired", "replaced", "void", "locked"};
  REQUIRE(words.size() == static_cast<std::size_t>(code_status_count));
  for (int status = 0; status < code_status_count; ++status) {
    CHECK(name_of(status_at(status)) == words[static_cast<std::size_t>(status)]);
    CHECK(code_status_of(words[static_cast<std::size_t>(status)]) == status_at(status));
  }
  for (const char* bad : {"", "voided", "Live", "live "}) CHECK_FALSE(code_status_of(bad));
}

}  // namespace postproof::orders
