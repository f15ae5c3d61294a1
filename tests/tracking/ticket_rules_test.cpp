#include "tracking/ticket_rules.hpp"

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"

namespace postproof::tracking {
namespace {

using test::at;

const Instant issued = at("2026-12-10T12:00:00+03:00");

TEST_CASE("a ticket is asked for after 15 minutes and given up after 32 hours") {
  CHECK(first_question_at(issued) == at("2026-12-10T12:15:00+03:00"));
  CHECK_FALSE(is_expired(issued, at("2026-12-11T20:00:00+03:00")));
  CHECK(is_expired(issued, at("2026-12-11T20:00:01+03:00")));
}

TEST_CASE("each refusal has its step") {
  struct Row {
    int code;
    TicketStep step;
  };
  for (const Row& row :
       {Row{6, TicketStep::ask_later}, Row{3, TicketStep::ask_later}, Row{17, TicketStep::ask_anew},
        Row{2, TicketStep::ask_anew}, Row{12, TicketStep::ask_anew}, Row{16, TicketStep::back_off},
        Row{18, TicketStep::back_off}, Row{777, TicketStep::back_off}, Row{-1, TicketStep::back_off}}) {
    CAPTURE(row.code);
    CHECK(step_after(static_cast<BatchError>(row.code)) == row.step);
  }
  CHECK(step_after(std::nullopt) == TicketStep::back_off);
}

TEST_CASE("the pause doubles from 15 minutes to two hours") {
  CHECK(back_off_after(1) == seconds{15 * 60});
  CHECK(back_off_after(2) == seconds{30 * 60});
  CHECK(back_off_after(3) == seconds{60 * 60});
  CHECK(back_off_after(4) == seconds{120 * 60});
  CHECK(back_off_after(5) == seconds{120 * 60});
  CHECK(back_off_after(1'000'000) == seconds{120 * 60});
}

TEST_CASE("a spent quota returns at the next midnight of the service zone") {
  const ZoneOffset moscow{std::chrono::hours{3}};
  CHECK(quota_returns_at(at("2026-12-10T23:59:59+03:00"), moscow) == at("2026-12-11T00:00:00+03:00"));
  CHECK(quota_returns_at(at("2026-12-11T00:00:00+03:00"), moscow) == at("2026-12-12T00:00:00+03:00"));
  CHECK(quota_returns_at(at("2026-12-31T22:00:00Z"), moscow) == at("2027-01-02T00:00:00+03:00"));
}

}  // namespace
}  // namespace postproof::tracking
