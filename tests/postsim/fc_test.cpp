#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "tests/postsim/post_office.hpp"

namespace postproof::postsim {

namespace {

constexpr std::chrono::minutes quarter{15};

std::string ticket_in(const HttpReply& reply) { return between(reply.body, "<value>", "</value>"); }

std::string issue(PostOffice& office, const std::vector<std::string>& items) {
  const HttpReply reply = office.fc(ticket_request(items));
  REQUIRE(error_in(reply) == 0);
  return ticket_in(reply);
}

}  // namespace

TEST_CASE("a ticket is the Moscow time with milliseconds and the login in capitals, in the post's envelope") {
  PostOffice office;
  office.clock.set(*parse_instant("2026-12-15T04:00:01+03:00"));
  const HttpReply reply = office.fc(ticket_request({PostOffice::delivered_track}));
  CHECK(reply.status == 200);
  CHECK(reply.content_type == "text/xml; charset=UTF-8");
  CHECK(reply.body ==
        R"(<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>)"
        R"(<ns2:ticketResponse xmlns:ns2="http://fclient.russianpost.org/postserver" )"
        R"(xmlns:ns3="http://fclient.russianpost.org"><value>20261215040001000CLIENT1</value></ns2:ticketResponse>)"
        R"(</S:Body></S:Envelope>)");
}

TEST_CASE("no two tickets are alike, even at one instant") {
  PostOffice office;
  const std::string first = issue(office, {PostOffice::delivered_track});
  const std::string second = issue(office, {PostOffice::delivered_track});
  CHECK(first != second);
  CHECK(second.substr(14, 3) == "001");
}

TEST_CASE("an answer holds the scans of known letters and code 12 for others") {
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track, PostOffice::silent_track, "10100026999999"});
  office.clock.advance(quarter);
  const HttpReply reply = office.fc(answer_request(ticket));
  CHECK(error_in(reply) == 0);
  CHECK_THAT(reply.body, Catch::Contains(R"(<value FileName="" FileTypeID="2" FileNumber="1" RecipientID="1" )"
                                         R"(DatePreparation="13.12.2026 19:45:00"><ns3:Item Barcode="10100026000018">)"
                                         R"(<ns3:Operation OperTypeID="28" OperCtgID="0" )"));
  CHECK_THAT(reply.body, Catch::Contains(R"(<ns3:Item Barcode="10100026000025"><ns3:Error ErrorTypeID="12" )"
                                         R"(ErrorName="Сообщение не найдено"/></ns3:Item>)"));
  CHECK_THAT(reply.body, Catch::Contains(R"(<ns3:Item Barcode="10100026999999"><ns3:Error ErrorTypeID="12")"));
  pugi::xml_document document;
  REQUIRE(document.load_string(reply.body.c_str()));
  const pugi::xml_node answer =
      document.child("S:Envelope").child("S:Body").child("ns2:answerByTicketResponse").child("value");
  CHECK(std::distance(answer.begin(), answer.end()) == 3);
}

TEST_CASE("scans show the time of their office without an offset") {
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(quarter);
  const std::string body = office.fc(answer_request(ticket)).body;
  const auto scans = whole_history({PostOffice::delivered_track, "Смирнова", "630099", office.printed});
  CHECK(count_of(body, "<ns3:Operation ") == static_cast<int>(scans.size()));
  const std::string local = format_instant(scans.back().at, ZoneOffset{std::chrono::hours{7}});
  CHECK_THAT(body, Catch::Contains(fmt::format(R"(OperName="Вручение" DateOper="{}.{}.{} {}" IndexOper="630099")",
                                               local.substr(8, 2), local.substr(5, 2), local.substr(0, 4),
                                               local.substr(11, 8))));
}

TEST_CASE("an English ticket gets English names") {
  PostOffice office;
  const std::string ticket = ticket_in(office.fc(ticket_request({PostOffice::delivered_track}, "ENG")));
  office.clock.advance(quarter);
  CHECK_THAT(office.fc(answer_request(ticket)).body, Catch::Contains("OperName=\"Acceptance\""));
}

TEST_CASE("an answer is not ready before 15 minutes, ready then, and gone after 32 hours") {
  const auto [after, code] =
      GENERATE(table<int, int>({{0, 6}, {899, 6}, {900, 0}, {32 * 3600 - 1, 0}, {32 * 3600, 17}}));
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(seconds{after});
  CHECK(error_in(office.fc(answer_request(ticket))) == code);
}

TEST_CASE("an answer is not given oftener than every 15 minutes") {
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(quarter);
  const std::string body = office.fc(answer_request(ticket)).body;
  office.clock.advance(seconds{899});
  CHECK(error_in(office.fc(answer_request(ticket))) == 6);
  office.clock.advance(seconds{1});
  CHECK(office.fc(answer_request(ticket)).body == body);
}

TEST_CASE("an answer holds what was known 15 minutes after the ticket") {
  PostOffice office;
  const auto scans = whole_history({PostOffice::delivered_track, "Смирнова", "630099", office.printed});
  office.clock.set(scans[1].at - quarter);
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(std::chrono::hours{31});
  CHECK(count_of(office.fc(answer_request(ticket)).body, "<ns3:Operation ") == 2);
}

TEST_CASE("tickets outlive a restart") {
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(quarter);
  office.open();
  CHECK(error_in(office.fc(answer_request(ticket))) == 0);
  office.open();
  CHECK(error_in(office.fc(answer_request(ticket))) == 6);
}

TEST_CASE("tickets long gone are thrown away and stay gone") {
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(std::chrono::hours{33});
  const std::string fresh = issue(office, {PostOffice::delivered_track});
  CHECK_FALSE(std::filesystem::exists(office.own() / "tickets" / (ticket + ".json")));
  CHECK(std::filesystem::exists(office.own() / "tickets" / (fresh + ".json")));
  CHECK(error_in(office.fc(answer_request(ticket))) == 17);
}

TEST_CASE("every error code of a ticket request has its cause") {
  PostOffice office;
  const std::vector<std::string> one{PostOffice::delivered_track};
  std::string request = ticket_request(one);
  const auto replaced = [&](const std::string& part, const std::string& with) {
    REQUIRE(request.find(part) != std::string::npos);
    return request.replace(request.find(part), part.size(), with);
  };
  int code = 0;
  SECTION("2: no items") {
    request = ticket_request({});
    code = 2;
  }
  SECTION("2: items in no namespace") {
    replaced("<fcl:Item", "<Item");
    code = 2;
  }
  SECTION("2: a number of other characters") {
    request = ticket_request({"1010002600001<"});
    replaced("1010002600001<", "1010002600001&lt;");
    code = 2;
  }
  SECTION("2: no password") {
    replaced("<password>pass&amp;word</password>", "");
    code = 2;
  }
  SECTION("2: two logins") {
    replaced("<login>", "<login>Other</login><login>");
    code = 2;
  }
  SECTION("2: login in a namespace") {
    replaced("<login>Client1</login>", "<pos:login>Client1</pos:login>");
    code = 2;
  }
  SECTION("3: wrong password") {
    request = ticket_request(one, "RUS", "password");
    code = 3;
  }
  SECTION("18: too many") {
    request = ticket_request(std::vector<std::string>(3001, "10100026000018"));
    code = 18;
  }
  SECTION("0: exactly 3000") { request = ticket_request(std::vector<std::string>(3000, "10100026000018")); }
  SECTION("20: language") {
    request = ticket_request(one, "FRA");
    code = 20;
  }
  SECTION("21: too long") {
    request = ticket_request({"101000260000181"});
    code = 21;
  }
  SECTION("22: file name") {
    replaced("<request>", "<request FileName=\"" + std::string(256, 'f') + "\">");
    code = 22;
  }
  SECTION("0: other prefixes and comments") {
    replaced("<login>Client1</login>", "<login>Cli<!-- x -->ent<![CDATA[1]]></login>");
    replaced("xmlns:pos=", "xmlns:p0s=");
    replaced("<pos:ticketRequest>", "<p0s:ticketRequest>");
    replaced("</pos:ticketRequest>", "</p0s:ticketRequest>");
  }
  const HttpReply reply = office.fc(request);
  CHECK(reply.status == 200);
  CHECK(error_in(reply) == code);
}

TEST_CASE("every error code of an answer request has its cause") {
  PostOffice office;
  const std::string ticket = issue(office, {PostOffice::delivered_track});
  office.clock.advance(quarter);
  CHECK(error_in(office.fc(answer_request(""))) == 2);
  CHECK(error_in(office.fc(answer_request("../../faults"))) == 2);
  CHECK(error_in(office.fc(answer_request("2026121319300000CLIENT1"))) == 2);
  CHECK(error_in(office.fc(answer_request(ticket, "other"))) == 3);
  CHECK(error_in(office.fc(answer_request("20261213193000999CLIENT1"))) == 17);
  write_file(office.own() / "tickets" / (ticket + ".json"), "broken");
  CHECK(error_in(office.fc(answer_request(ticket))) == 16);
}

TEST_CASE("what is no request of the batch protocol gets a fault and HTTP 500") {
  const std::string good = ticket_request({PostOffice::delivered_track});
  const auto with = [&good](const std::string& part, const std::string& other) {
    std::string request = good;
    return request.replace(request.find(part), part.size(), other);
  };
  const std::string request = GENERATE_COPY(
      std::string(), std::string("hello"), good.substr(0, good.size() / 2), good + good,
      R"(<!DOCTYPE a [<!ENTITY a "b">]>)" + good,
      std::string(R"(<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>)") +
          good,
      with("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
      with("http://fclient.russianpost.org/postserver", "http://fclient.russianpost.org/postserver2"),
      with("<pos:ticketRequest>", "<pos:otherRequest>"), with("xmlns:pos=", "xmlns:other="),
      history_request(PostOffice::delivered_track), std::string(100'000, '<'),
      std::string("<a>", 3) + std::string(50'000, 'x'));
  PostOffice office;
  const HttpReply reply = office.fc(request);
  CHECK(reply.status == 500);
  CHECK(reply.content_type == "text/xml; charset=UTF-8");
  CHECK_THAT(reply.body, Catch::Contains("<S:Fault><faultcode>S:Client</faultcode><faultstring>"));
}

TEST_CASE("nesting without end is refused and not followed") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  PostOffice office;
  CHECK(office.fc(deep).status == 500);
  std::string wrapped = ticket_request({PostOffice::delivered_track});
  wrapped.insert(wrapped.find("<login>"), deep);
  CHECK(office.fc(wrapped).status == 200);
}

TEST_CASE("no Content-Type is as good as text/xml, another one is not") {
  PostOffice office;
  const std::string request = ticket_request({PostOffice::delivered_track});
  CHECK(office.fc(request, "").status == 200);
  CHECK(office.fc(request, "TEXT/XML").status == 200);
  CHECK(office.fc(request, "application/json").status == 415);
}

TEST_CASE("other paths and methods are answered by HTTP alone") {
  PostOffice office;
  CHECK(office.service->handle({"GET", "/fc", "", ""}).status == 404);
  CHECK(office.service->handle({"GET", "/rtm34", "", ""}).status == 404);
  CHECK(office.service->handle({"DELETE", "/fc", "", ""}).status == 405);
  CHECK(office.service->handle({"POST", "/fc/", "text/xml", ""}).status == 404);
  CHECK(office.service->handle({"POST", "/", "text/xml", ""}).status == 404);
}

}  // namespace postproof::postsim
