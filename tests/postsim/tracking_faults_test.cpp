#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "tests/postsim/post_office.hpp"

namespace postproof::postsim {

namespace {

std::string history(PostOffice& office) { return office.rtm34(history_request(PostOffice::delivered_track)).body; }

std::vector<std::string> dates_in(std::string body) {
  std::vector<std::string> dates;
  for (std::string date = between(body, "<ns3:OperDate>", "<"); !date.empty();
       date = between(body, "<ns3:OperDate>", "<")) {
    dates.push_back(date);
    body.erase(0, body.find("<ns3:OperDate>") + 14);
  }
  return dates;
}

}  // namespace

TEST_CASE("the day's quota counts calls of both protocols and is answered with code 3 until midnight in Moscow") {
  PostOffice office;
  office.set({"quota=2"});
  office.clock.set(*parse_instant("2026-12-13T23:59:58+03:00"));
  CHECK(error_in(office.fc(ticket_request({PostOffice::delivered_track}))) == 0);
  CHECK(office.rtm34(history_request(PostOffice::delivered_track)).status == 200);
  CHECK_THAT(office.fc(ticket_request({PostOffice::delivered_track})).body,
             Catch::Contains(R"(<error ErrorTypeID="3" ErrorName="Ошибка авторизации: Превышен лимит количества )"
                             R"(запросов"/></ns2:ticketResponse>)"));
  const HttpReply single = office.rtm34(history_request(PostOffice::delivered_track));
  CHECK(single.status == 500);
  CHECK_THAT(single.body, Catch::Contains("AuthorizationFaultReason") && Catch::Contains("Превышен лимит"));
  office.clock.advance(seconds{2});
  CHECK(error_in(office.fc(ticket_request({PostOffice::delivered_track}))) == 0);
}

TEST_CASE("faults of requests spoil a whole answer") {
  PostOffice office;
  const HttpReply good = office.rtm34(history_request(PostOffice::delivered_track));
  SECTION("refuse") {
    office.set({"refuse=1"});
    CHECK(office.fc(ticket_request({"1"})).way == HttpReply::Way::close);
  }
  SECTION("stall") {
    office.set({"stall=1"});
    CHECK(office.fc(ticket_request({"1"})).way == HttpReply::Way::never);
  }
  SECTION("error500") {
    office.set({"error500=1", "latency_ms=5"});
    const HttpReply reply = office.rtm34(history_request(PostOffice::delivered_track));
    CHECK(reply.status == 500);
    CHECK_THAT(reply.content_type, Catch::StartsWith("text/html"));
    CHECK(reply.delay == std::chrono::milliseconds{5});
  }
  SECTION("html200") {
    office.set({"html200=1"});
    const HttpReply reply = office.rtm34(history_request(PostOffice::delivered_track));
    CHECK(reply.status == 200);
    CHECK_THAT(reply.body, Catch::StartsWith("<html>"));
  }
  SECTION("truncate") {
    office.set({"truncate=1"});
    const HttpReply reply = office.rtm34(history_request(PostOffice::delivered_track));
    CHECK(reply.body.size() < good.body.size());
    CHECK_THAT(good.body, Catch::StartsWith(reply.body));
    pugi::xml_document document;
    CHECK_FALSE(document.load_string(reply.body.c_str()));
  }
  SECTION("wrong_namespace") {
    office.set({"wrong_namespace=1"});
    const HttpReply reply = office.rtm34(history_request(PostOffice::delivered_track));
    CHECK_THAT(reply.body, Catch::Contains("\"http://russianpost.org/operationhistory/data/v2\""));
    CHECK(count_of(reply.body, "\"http://russianpost.org/operationhistory/data\"") == 0);
    CHECK(office.fc(ticket_request({"10100026000018"})).body.find("postserver/v2") != std::string::npos);
  }
  SECTION("latency") {
    office.set({"latency_ms=250"});
    const HttpReply reply = office.rtm34(history_request(PostOffice::delivered_track));
    CHECK(reply.delay == std::chrono::milliseconds{250});
    CHECK(reply.body == good.body);
  }
}

TEST_CASE("faults of letters change what is told about them") {
  PostOffice office;
  const std::vector<std::string> good = dates_in(history(office));
  REQUIRE(good.size() > 5);
  SECTION("duplicate") {
    office.set({"duplicate=1"});
    CHECK(dates_in(history(office)).size() == 2 * good.size());
  }
  SECTION("reorder") {
    office.set({"reorder=1"});
    CHECK(dates_in(history(office)) == std::vector<std::string>(good.rbegin(), good.rend()));
  }
  SECTION("late") {
    office.set({"late=1"});
    office.clock.set(*parse_instant(good[2]) + std::chrono::hours{24});
    CHECK(dates_in(history(office)).size() == 3);
    office.clock.advance(seconds{-1});
    CHECK(dates_in(history(office)).size() == 2);
  }
  SECTION("future") {
    office.set({"future=1"});
    office.clock.set(*parse_instant(good[2]));
    CHECK(dates_in(history(office)).size() == 4);
    office.clock.set(office.printed);
    CHECK(dates_in(history(office)).empty());
  }
  SECTION("unknown") {
    office.set({"unknown=1"});
    CHECK(dates_in(history(office)).size() == good.size() + 1);
    CHECK_THAT(history(office), Catch::Contains("<ns3:Id>181</ns3:Id>"));
  }
}

TEST_CASE("faults of batch answers leave letters out or delete the answer") {
  PostOffice office;
  const HttpReply issued = office.fc(ticket_request({PostOffice::delivered_track, PostOffice::silent_track}));
  const std::string ticket = between(issued.body, "<value>", "</value>");
  office.clock.advance(std::chrono::minutes{15});
  SECTION("partial") {
    office.set({"partial=1"});
    const HttpReply reply = office.fc(answer_request(ticket));
    CHECK(error_in(reply) == 0);
    CHECK(count_of(reply.body, "<ns3:Item ") == 0);
  }
  SECTION("expired") {
    office.set({"expired=1"});
    CHECK(error_in(office.fc(answer_request(ticket))) == 17);
  }
}

TEST_CASE("a share of requests is hit, the same ones after a restart") {
  PostOffice office;
  office.set({"error500=0.4", "seed=11"});
  const auto hits = [&office] {
    office.open();
    std::string pattern;
    for (int i = 0; i < 60; ++i) {
      pattern += office.rtm34(history_request(PostOffice::delivered_track)).status == 500 ? 'x' : '.';
    }
    return pattern;
  };
  const std::string first = hits();
  CHECK(first == hits());
  const auto hit = std::count(first.begin(), first.end(), 'x');
  CHECK(hit > 10);
  CHECK(hit < 40);
}

TEST_CASE("faults that cannot be read leave the last good ones in force") {
  PostOffice office;
  office.set({"html200=1"});
  CHECK(office.rtm34(history_request("1")).status == 200);
  write_file(office.own() / "faults.json", "{\"html200\":");
  CHECK(office.rtm34(history_request("1")).status == 200);
  std::filesystem::remove(office.own() / "faults.json");
  CHECK(office.rtm34(history_request("1")).status == 500);
}

}  // namespace postproof::postsim
