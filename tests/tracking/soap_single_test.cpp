#include "tracking/soap_single.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/tracking/event_texts.hpp"
#include "tests/tracking/soap_samples.hpp"
#include "tracking/soap_batch.hpp"

namespace postproof::tracking {
namespace {

using test::at;
using test::credentials;
using test::history_reply;
using test::record;
using test::single_envelope;
using test::single_fault;

const TrackNumber number{"10100024004170"};

std::vector<TrackingEvent> events_of(const std::string& text) {
  auto reply = parse_history_reply(text, number);
  if (!reply) FAIL(reply.error().detail);
  return std::get<std::vector<TrackingEvent>>(std::move(reply).value());
}

void check_failed(const std::string& text, const std::string& part_of_sentence) {
  const auto reply = parse_history_reply(text, number);
  CAPTURE(text.substr(0, 300));
  REQUIRE_FALSE(reply);
  CHECK(reply.error().kind == ErrorKind::remote_failed);
  CHECK_THAT(reply.error().detail, Catch::Contains(part_of_sentence));
}

TEST_CASE("a history is asked for as the post documents it") {
  CHECK(
      history_request(number, credentials("LO<GIN")) ==
      R"(<?xml version="1.0" encoding="UTF-8"?>)"
      R"(<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope")"
      R"( xmlns:oper="http://russianpost.org/operationhistory" xmlns:data="http://russianpost.org/operationhistory/data")"
      R"( xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body><oper:getOperationHistory>)"
      R"(<data:OperationHistoryRequest><data:Barcode>10100024004170</data:Barcode><data:MessageType>0</data:MessageType>)"
      R"(<data:Language>RUS</data:Language></data:OperationHistoryRequest>)"
      R"(<data:AuthorizationHeader soapenv:mustUnderstand="1"><data:login>LO&lt;GIN</data:login>)"
      R"(<data:password>PASSWORD</data:password></data:AuthorizationHeader></oper:getOperationHistory></soap:Body>)"
      R"(</soap:Envelope>)");
}

TEST_CASE("a record is read with place, attribute's name and exact instant") {
  const auto events =
      events_of(history_reply(record(number.str(), "8", "2", "2026-12-01T14:50:00.000+07:00", "630099")));
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == 8);
  CHECK(events[0].attribute == 2);
  CHECK(events[0].instant == at("2026-12-01T07:50:00Z"));
  CHECK(events[0].index.str() == "630099");
  CHECK(events[0].place_received == "Новосибирск 99");
  CHECK(events[0].name_received == "Прибыло в место вручения");
}

TEST_CASE("both protocols tell one operation") {
  const auto single =
      events_of(history_reply(record(number.str(), "8", "2", "2026-12-01T14:50:00.000+07:00", "630099")));
  auto batch = parse_batch_reply(
      test::batch_reply(test::item(number.str(), test::operation("8", "2", "01.12.2026 14:50:00", "630099"))));
  const auto& items = std::get<std::vector<ItemReply>>(batch.value());
  const MergedEvents merged = merge(single, items.at(0).events);
  CHECK(merged.all.size() == 1);
  CHECK(merged.added.empty());
  CHECK(merge(items.at(0).events, single).all == merged.all);
}

TEST_CASE("a time without an offset is the office's") {
  const auto events = events_of(history_reply(record(number.str(), "8", "2", "2026-12-01T14:50:00.000", "630099")));
  CHECK(events[0].instant == at("2026-12-01T14:50:00+07:00"));
}

TEST_CASE("an empty history is well formed: the post knows nothing") {
  CHECK(events_of(history_reply("")).empty());
  CHECK(
      events_of(
          single_envelope(
              R"(<a:getOperationHistoryResponse xmlns:a="http://russianpost.org/operationhistory">)"
              R"(<OperationHistoryData xmlns="http://russianpost.org/operationhistory/data"/></a:getOperationHistoryResponse>)"))
          .empty());
}

TEST_CASE("a record needs type, attribute and time; the rest may be missing") {
  const std::string least =
      "<ns3:historyRecord><ns3:OperationParameters><ns3:OperType><ns3:Id>2</ns3:Id></ns3:OperType><ns3:OperAttr>"
      "<ns3:Id>1</ns3:Id></ns3:OperAttr><ns3:OperDate>2026-12-01T14:50:00+03:00</ns3:OperDate></"
      "ns3:OperationParameters>"
      "</ns3:historyRecord>";
  const auto events = events_of(history_reply(least));
  REQUIRE(events.size() == 1);
  CHECK(events[0].index.empty());
  CHECK(events[0].name_received.empty());
  check_failed(history_reply("<ns3:historyRecord/>"), "without type");
  for (const std::string missing : {"<ns3:Id>2</ns3:Id>", "<ns3:Id>1</ns3:Id>", "2026-12-01T14:50:00+03:00"}) {
    std::string text = least;
    text.erase(text.find(missing), missing.size());
    check_failed(history_reply(text), "without type");
  }
}

TEST_CASE("comments and CDATA inside a text are part of its spelling, not of its value") {
  std::string text = record(number.str(), "8", "2", "2026-12-01T14:50:00.000+07:00", "630099");
  const auto replace = [&text](const std::string& what, const std::string& by) {
    text.replace(text.find(what), what.size(), by);
  };
  replace("<ns3:Id>8<", "<ns3:Id> <![CDATA[8]]><!-- 9 --> <");
  replace("2026-12-01T14", "2026-12<!-- x -->-01<?y z?>T14");
  replace("Новосибирск 99", "<![CDATA[Ново<b>]]>сибирск");
  const auto events = events_of(history_reply(text));
  CHECK(events[0].type == 8);
  CHECK(events[0].instant == at("2026-12-01T07:50:00Z"));
  CHECK(events[0].place_received == "Ново<b>сибирск");
}

TEST_CASE("records of other numbers are passed over, a history of nothing else is refused") {
  const std::string ours = record(number.str(), "8", "2", "2026-12-01T14:50:00.000+07:00", "630099");
  const std::string other = record("10100024004187", "2", "1", "2026-12-02T14:50:00.000+07:00", "630099");
  CHECK(events_of(history_reply(other + ours + other)).size() == 1);
  check_failed(history_reply(other), "another number");
}

TEST_CASE("a fault is told apart by the name of its element") {
  struct Row {
    const char* element;
    SingleFault fault;
  };
  for (const Row& row :
       {Row{"AuthorizationFaultReason", SingleFault::not_authorised},
        Row{"OperationHistoryFaultReason", SingleFault::bad_request},
        Row{"LanguageFaultReason", SingleFault::bad_language}, Row{"SomethingElse", SingleFault::other}}) {
    CHECK(std::get<SingleFault>(parse_history_reply(single_fault(row.element), number).value()) == row.fault);
  }
  CHECK(std::get<SingleFault>(parse_history_reply(single_envelope("<S:Fault/>"), number).value()) ==
        SingleFault::other);
}

TEST_CASE("a fault beside a history is neither") {
  std::string text = history_reply(record(number.str(), "2", "1", "2026-12-01T14:50:00.000+07:00", "630099"));
  const std::string fault = "<S:Fault><S:Detail/></S:Fault>";
  text.insert(text.find("<ns7:getOperationHistoryResponse"), fault);
  check_failed(text, "fault beside");
}

TEST_CASE("a history must be there exactly once") {
  check_failed(single_envelope(""), "exactly one history");
  std::string twice = history_reply("");
  const std::string data = "<ns3:OperationHistoryData></ns3:OperationHistoryData>";
  twice.insert(twice.find(data), data);
  check_failed(twice, "exactly one history");
}

TEST_CASE("1000 operations are read, 1001 refused") {
  std::string records;
  for (int i = 0; i < 1000; ++i) {
    records += record(number.str(), "8", std::to_string(i), "2026-12-01T14:50:00.000+07:00", "630099");
  }
  CHECK(events_of(history_reply(records)).size() == 1000);
  check_failed(history_reply(records + record(number.str(), "2", "1", "2026-12-01T14:50:00Z", "1")), "more than 1000");
}

TEST_CASE("an envelope of the other SOAP version is refused") {
  std::string text = history_reply("");
  const std::string uri = "http://www.w3.org/2003/05/soap-envelope";
  text.replace(text.find(uri), uri.size(), "http://schemas.xmlsoap.org/soap/envelope/");
  check_failed(text, "no SOAP envelope");
}

}  // namespace
}  // namespace postproof::tracking
