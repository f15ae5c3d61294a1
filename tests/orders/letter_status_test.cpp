#include "orders/letter_status.hpp"

#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace postproof::orders {

namespace {

using Row = std::vector<std::string>;

const Row events{"cancel",
                 "seal",
                 "hand_over",
                 "acknowledge",
                 "reject",
                 "declare_lost",
                 "scan_none_dispatched",
                 "scan_none_printed",
                 "scan_accepted",
                 "scan_in_transit",
                 "scan_at_office",
                 "scan_delivered",
                 "scan_returning",
                 "scan_returned",
                 "scan_lost"};

// Every cell, one column an event in the order above; "-" where nothing may happen.
const std::map<std::string, Row> expected{
    {"ordered", {"cancelled", "sealed", "-", "-", "rejected", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    {"sealed", {"-", "-", "dispatched", "-", "rejected", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    {"dispatched",
     {"-", "-", "-", "printed", "rejected", "lost", "-", "printed", "accepted", "in_transit", "at_office", "delivered",
      "returning", "returned", "lost"}},
    {"printed",
     {"-", "-", "-", "-", "rejected", "lost", "dispatched", "-", "accepted", "in_transit", "at_office", "delivered",
      "returning", "returned", "lost"}},
    {"accepted",
     {"-", "-", "-", "-", "-", "lost", "dispatched", "printed", "-", "in_transit", "at_office", "delivered",
      "returning", "returned", "lost"}},
    {"in_transit",
     {"-", "-", "-", "-", "-", "lost", "dispatched", "printed", "accepted", "-", "at_office", "delivered", "returning",
      "returned", "lost"}},
    {"at_office",
     {"-", "-", "-", "-", "-", "lost", "dispatched", "printed", "accepted", "in_transit", "-", "delivered", "returning",
      "returned", "lost"}},
    {"delivered",
     {"-", "-", "-", "-", "-", "-", "dispatched", "printed", "accepted", "in_transit", "at_office", "-", "returning",
      "returned", "lost"}},
    {"returning",
     {"-", "-", "-", "-", "-", "lost", "dispatched", "printed", "accepted", "in_transit", "at_office", "delivered", "-",
      "returned", "lost"}},
    {"returned",
     {"-", "-", "-", "-", "-", "-", "dispatched", "printed", "accepted", "in_transit", "at_office", "delivered",
      "returning", "-", "lost"}},
    {"lost",
     {"-", "-", "-", "-", "-", "-", "dispatched", "printed", "accepted", "in_transit", "at_office", "delivered",
      "returning", "returned", "-"}},
    {"cancelled", Row(15, "-")},
    {"rejected", Row(15, "-")},
};

LetterStatus status_at(int number) { return static_cast<LetterStatus>(number); }

}  // namespace

TEST_CASE("Every cell of the letter's state table is as written here") {
  REQUIRE(expected.size() == static_cast<std::size_t>(letter_status_count));
  REQUIRE(events.size() == static_cast<std::size_t>(letter_event_count));
  for (int from = 0; from < letter_status_count; ++from) {
    const Row& row = expected.at(std::string(name_of(status_at(from))));
    REQUIRE(row.size() == events.size());
    for (int event = 0; event < letter_event_count; ++event) {
      CAPTURE(name_of(status_at(from)), events[static_cast<std::size_t>(event)]);
      REQUIRE(name_of(static_cast<LetterEvent>(event)) == events[static_cast<std::size_t>(event)]);
      const auto to = next_status(status_at(from), static_cast<LetterEvent>(event));
      CHECK((to ? std::string(name_of(*to)) : "-") == row[static_cast<std::size_t>(event)]);
    }
  }
}

TEST_CASE("The words of the letter's statuses are those of the contract and read back") {
  const Row words{"ordered",   "sealed",    "dispatched", "printed", "accepted",  "in_transit", "at_office",
                  "delivered", "returning", "returned",   "lost",    "cancelled", "rejected"};
  REQUIRE(words.size() == static_cast<std::size_t>(letter_status_count));
  for (int status = 0; status < letter_status_count; ++status) {
    CHECK(name_of(status_at(status)) == words[static_cast<std::size_t>(status)]);
    CHECK(letter_status_of(words[static_cast<std::size_t>(status)]) == status_at(status));
  }
  for (const char* bad : {"", "Ordered", "ordered ", "void", "confirmed"}) CHECK_FALSE(letter_status_of(bad));
}

TEST_CASE("Final and counted statuses are those of the contract") {
  for (int status = 0; status < letter_status_count; ++status) {
    const std::string word{name_of(status_at(status))};
    CAPTURE(word);
    const bool never_left = word == "cancelled" || word == "rejected";
    CHECK(is_final(status_at(status)) == (never_left || word == "delivered" || word == "returned" || word == "lost"));
    CHECK(is_counted(status_at(status)) == !never_left);
  }
}

}  // namespace postproof::orders
