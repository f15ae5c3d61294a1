#include "orders/notice.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace postproof::orders {

TEST_CASE("Notices bear the words of the contract") {
  const std::vector<std::string_view> words{"letter.ordered",        "letter.cancelled", "letter.sealed",
                                            "letter.dispatched",     "letter.accepted",  "letter.at_office",
                                            "letter.storage_ending", "letter.delivered", "letter.returning",
                                            "letter.returned",       "letter.lost",      "letter.rejected",
                                            "code.attempts_warning", "code.locked",      "code.reminder",
                                            "code.expired",          "code.void",        "account.confirmed"};
  REQUIRE(words.size() == static_cast<std::size_t>(NoticeType::account_confirmed) + 1);
  for (std::size_t i = 0; i < words.size(); ++i) CHECK(name_of(static_cast<NoticeType>(i)) == words[i]);
}

}  // namespace postproof::orders
