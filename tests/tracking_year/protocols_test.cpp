// The product's readers and writers of both protocols against the simulated post: each knows the protocols by itself.

#include <catch2/catch.hpp>

#include "tests/postsim/post_office.hpp"
#include "tracking/post_client.hpp"
#include "tracking/soap_batch.hpp"
#include "tracking/soap_single.hpp"

using namespace postproof;
using postsim::HttpReply;
using postsim::PostOffice;

namespace {

const TrackNumber delivered{PostOffice::delivered_track};
const TrackNumber silent{PostOffice::silent_track};
constexpr seconds quarter{900};

tracking::PostCredentials credentials(std::string_view password = "pass&word") {
  auto made = tracking::make_post_credentials(Secret(std::string_view("Client1")), Secret(password));
  REQUIRE(made);
  return std::move(made).value();
}

int ticket_code(PostOffice& office, const std::string& request) {
  const auto reply = tracking::parse_ticket_reply(office.fc(request).body);
  REQUIRE(reply);
  const auto* refusal = std::get_if<tracking::BatchError>(&reply.value());
  return refusal == nullptr ? 0 : static_cast<int>(*refusal);
}

int answer_code(PostOffice& office, const std::string& request) {
  const auto reply = tracking::parse_batch_reply(office.fc(request).body);
  REQUIRE(reply);
  const auto* refusal = std::get_if<tracking::BatchError>(&reply.value());
  return refusal == nullptr ? 0 : static_cast<int>(*refusal);
}

std::string ticket_for(PostOffice& office, std::vector<TrackNumber> numbers) {
  const auto reply = tracking::parse_ticket_reply(office.fc(tracking::ticket_request(numbers, credentials())).body);
  REQUIRE(reply);
  return std::get<std::string>(reply.value());
}

std::optional<tracking::SingleFault> fault_of(const HttpReply& reply) {
  const auto read = tracking::parse_history_reply(reply.body, delivered);
  REQUIRE(read);
  const auto* fault = std::get_if<tracking::SingleFault>(&read.value());
  return fault == nullptr ? std::nullopt : std::optional{*fault};
}

}  // namespace

TEST_CASE("every error code of the batch protocol is read as itself") {
  PostOffice office;
  using postsim::answer_request;
  using postsim::ticket_request;
  const std::vector<std::string> one{PostOffice::delivered_track};
  CHECK(ticket_code(office, ticket_request(one)) == 0);
  CHECK(ticket_code(office, ticket_request({})) == 2);
  CHECK(ticket_code(office, ticket_request(one, "RUS", "wrong")) == 3);
  CHECK(ticket_code(office, ticket_request(std::vector<std::string>(3000, PostOffice::delivered_track))) == 0);
  CHECK(ticket_code(office, ticket_request(std::vector<std::string>(3001, PostOffice::delivered_track))) == 18);
  CHECK(ticket_code(office, ticket_request(one, "FRA")) == 20);
  CHECK(ticket_code(office, ticket_request({"101000260000181"})) == 21);
  std::string long_name = ticket_request(one);
  long_name.replace(long_name.find("<request>"), 9, "<request FileName=\"" + std::string(256, 'x') + "\">");
  CHECK(ticket_code(office, long_name) == 22);

  const std::string ticket = ticket_for(office, {delivered, silent});
  CHECK(answer_code(office, tracking::answer_request(ticket, credentials())) == 6);
  office.clock.advance(quarter);
  CHECK(answer_code(office, tracking::answer_request("../faults", credentials())) == 2);
  CHECK(answer_code(office, tracking::answer_request(ticket, credentials("wrong"))) == 3);
  CHECK(answer_code(office, tracking::answer_request(ticket, credentials())) == 0);
  CHECK(answer_code(office, tracking::answer_request(ticket, credentials())) == 6);
  office.clock.advance(days_in_seconds(2));
  CHECK(answer_code(office, tracking::answer_request(ticket, credentials())) == 17);
  office.set({"quota=0"});
  CHECK(ticket_code(office, ticket_request(one)) == 3);
  CHECK(answer_code(office, answer_request(ticket)) == 3);
}

TEST_CASE("code 16 of a broken service is read as itself") {
  PostOffice office;
  const std::string ticket = ticket_for(office, {delivered});
  postsim::write_file(office.own() / "tickets" / (ticket + ".json"), "broken");
  office.clock.advance(quarter);
  CHECK(answer_code(office, tracking::answer_request(ticket, credentials())) == 16);
}

TEST_CASE("both protocols tell the same operations of a letter, and nothing of one that was never scanned") {
  PostOffice office;
  const std::string ticket = ticket_for(office, {delivered, silent});
  office.clock.advance(quarter);
  const auto batch = tracking::parse_batch_reply(office.fc(tracking::answer_request(ticket, credentials())).body);
  REQUIRE(batch);
  const auto& items = std::get<std::vector<tracking::ItemReply>>(batch.value());
  REQUIRE(items.size() == 2);
  CHECK(items[1].outcome == tracking::ItemOutcome::answered);
  CHECK(items[1].events.empty());

  const auto single = [&](const TrackNumber& number) {
    const auto read =
        tracking::parse_history_reply(office.rtm34(tracking::history_request(number, credentials())).body, number);
    REQUIRE(read);
    return std::get<std::vector<tracking::TrackingEvent>>(read.value());
  };
  const auto history = single(delivered);
  REQUIRE(history.size() == items[0].events.size());
  for (std::size_t i = 0; i < history.size(); ++i) CHECK(same_operation(history[i], items[0].events[i]));
  const auto merged = tracking::merge(items[0].events, history);
  CHECK(merged.added.empty());
  CHECK(single(silent).empty());
}

TEST_CASE("every fault of the single protocol is read by the name of its element") {
  PostOffice office;
  using postsim::history_request;
  using tracking::SingleFault;
  CHECK_FALSE(fault_of(office.rtm34(tracking::history_request(delivered, credentials()))));
  CHECK(fault_of(office.rtm34(history_request("1010002600001x"))) == SingleFault::bad_request);
  CHECK(fault_of(office.rtm34(tracking::history_request(delivered, credentials("wrong")))) ==
        SingleFault::not_authorised);
  CHECK(fault_of(office.rtm34(history_request(PostOffice::delivered_track, "FRA"))) == SingleFault::bad_language);
  CHECK(fault_of(office.rtm34("<no-soap/>")) == SingleFault::other);
  office.set({"quota=0"});
  CHECK(fault_of(office.rtm34(tracking::history_request(delivered, credentials()))) == SingleFault::not_authorised);
}

TEST_CASE("every fault of requests is a failure and never an answer") {
  PostOffice office;
  const std::string ticket = ticket_for(office, {delivered});
  office.clock.advance(quarter);
  for (const char* fault : {"error500=1", "html200=1", "truncate=1", "wrong_namespace=1"}) {
    CAPTURE(fault);
    office.set({fault});
    CHECK_FALSE(tracking::parse_batch_reply(office.fc(tracking::answer_request(ticket, credentials())).body));
    CHECK_FALSE(tracking::parse_history_reply(office.rtm34(tracking::history_request(delivered, credentials())).body,
                                              delivered));
    office.clock.advance(quarter);
  }
}
