#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "tests/postsim/post_office.hpp"

namespace postproof::postsim {

TEST_CASE("a history stands in the post's envelope with the post's prefixes") {
  PostOffice office;
  const HttpReply reply = office.rtm34(history_request(PostOffice::delivered_track));
  CHECK(reply.status == 200);
  CHECK(reply.content_type == "application/soap+xml; charset=UTF-8");
  CHECK_THAT(
      reply.body,
      Catch::StartsWith(
          R"(<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope">)"
          R"(<S:Body><ns7:getOperationHistoryResponse xmlns:ns2="http://russianpost.org/sms-info/data" )"
          R"(xmlns:ns3="http://russianpost.org/operationhistory/data" )"
          R"(xmlns:ns4="http://schemas.xmlsoap.org/soap/envelope/" )"
          R"(xmlns:ns5="http://www.russianpost.org/custom-duty-info/data" )"
          R"(xmlns:ns6="http://www.russianpost.org/RTM/DataExchangeESPP/Data" )"
          R"(xmlns:ns7="http://russianpost.org/operationhistory"><ns3:OperationHistoryData><ns3:historyRecord>)"
          R"(<ns3:AddressParameters><ns3:DestinationAddress><ns3:Index>630099</ns3:Index>)"
          R"(<ns3:Description>Новосибирск 99</ns3:Description></ns3:DestinationAddress>)"));
}

TEST_CASE("each record has its five parts in the order of the schema") {
  PostOffice office;
  pugi::xml_document document;
  REQUIRE(document.load_string(office.rtm34(history_request(PostOffice::delivered_track)).body.c_str()));
  const pugi::xml_node data = document.child("S:Envelope")
                                  .child("S:Body")
                                  .child("ns7:getOperationHistoryResponse")
                                  .child("ns3:OperationHistoryData");
  REQUIRE(data.child("ns3:historyRecord"));
  for (const pugi::xml_node record : data.children()) {
    std::vector<std::string> parts;
    for (const pugi::xml_node part : record.children()) parts.emplace_back(part.name());
    CHECK(parts == std::vector<std::string>{"ns3:AddressParameters", "ns3:FinanceParameters", "ns3:ItemParameters",
                                            "ns3:OperationParameters", "ns3:UserParameters"});
    CHECK(std::string(record.child("ns3:ItemParameters").child_value("ns3:Barcode")) == PostOffice::delivered_track);
  }
}

TEST_CASE("scans carry milliseconds and the offset of their office, the same instants as in the batch protocol") {
  PostOffice office;
  const std::string body = office.rtm34(history_request(PostOffice::delivered_track)).body;
  const auto scans = whole_history({PostOffice::delivered_track, "Смирнова", "630099", office.printed});
  REQUIRE(count_of(body, "<ns3:OperDate>") == static_cast<int>(scans.size()));
  std::size_t at = 0;
  for (const Operation& scan : scans) {
    at = body.find("<ns3:OperDate>", at) + 14;
    const std::string date = body.substr(at, body.find('<', at) - at);
    CHECK(date.substr(19, 4) == ".000");
    CHECK(date.substr(23) == format_zone(office_zone(scan.index)));
    CHECK(parse_instant(date) == scan.at);
  }
}

TEST_CASE("scans of the future are not told") {
  PostOffice office;
  const auto scans = whole_history({PostOffice::delivered_track, "Смирнова", "630099", office.printed});
  office.clock.set(scans[2].at);
  CHECK(count_of(office.rtm34(history_request(PostOffice::delivered_track)).body, "<ns3:OperDate>") == 3);
}

TEST_CASE("a number that nobody scanned or knows has an empty history, and so has a notice") {
  PostOffice office;
  const std::string empty = "<ns3:OperationHistoryData></ns3:OperationHistoryData>";
  CHECK_THAT(office.rtm34(history_request(PostOffice::silent_track)).body, Catch::Contains(empty));
  CHECK_THAT(office.rtm34(history_request("RA644000001RU")).body, Catch::Contains(empty));
  CHECK_THAT(office.rtm34(history_request("10100026999999")).body, Catch::Contains(empty));
  CHECK_THAT(office.rtm34(history_request(PostOffice::delivered_track, "RUS", "pass&amp;word", "1")).body,
             Catch::Contains(empty));
}

TEST_CASE("names come in English if asked") {
  PostOffice office;
  const std::string body = office.rtm34(history_request(PostOffice::delivered_track, "ENG")).body;
  CHECK_THAT(body, Catch::Contains("<ns3:OperType><ns3:Id>1</ns3:Id><ns3:Name>Acceptance</ns3:Name></ns3:OperType>"));
  CHECK_THAT(body, Catch::Contains("<ns3:Description>Novosibirsk 99</ns3:Description>"));
}

TEST_CASE("faults name their reason in a detail element and come with HTTP 500") {
  const auto [request, element] = GENERATE(table<std::string, std::string>({
      {history_request("1010002600001"), "OperationHistoryFaultReason"},
      {history_request("101000260000180"), "OperationHistoryFaultReason"},
      {history_request("1010002600001x"), "OperationHistoryFaultReason"},
      {history_request(""), "OperationHistoryFaultReason"},
      {history_request(PostOffice::delivered_track, "RUS", "pass&amp;word", "2"), "OperationHistoryFaultReason"},
      {history_request(PostOffice::delivered_track, "RUS", "wrong"), "AuthorizationFaultReason"},
      {history_request(PostOffice::delivered_track, "FRA"), "LanguageFaultReason"},
  }));
  PostOffice office;
  const HttpReply reply = office.rtm34(request);
  CHECK(reply.status == 500);
  CHECK(reply.content_type == "application/soap+xml; charset=UTF-8");
  CHECK_THAT(reply.body,
             Catch::Contains(fmt::format(
                 R"(<S:Fault><S:Code><S:Value>S:Receiver</S:Value></S:Code><S:Reason><S:Text xml:lang="en">)"
                 R"(Error</S:Text></S:Reason><S:Detail><ns3:{} )"
                 R"(xmlns:ns3="http://russianpost.org/operationhistory/data">)",
                 element)));
}

TEST_CASE("the data fault has its known texts") {
  PostOffice office;
  CHECK_THAT(office.rtm34(history_request("1")).body,
             Catch::Contains("Формат данных запроса не соответствует установленному в регламенте обмена"));
  CHECK_THAT(office.rtm34(history_request("1", "ENG")).body,
             Catch::Contains("The format of the request data is invalid"));
}

TEST_CASE("the header may be anywhere in the wrapper, but only there and in its namespace") {
  PostOffice office;
  std::string outside = history_request(PostOffice::delivered_track);
  const std::string header = "<data:AuthorizationHeader" +
                             between(outside, "<data:AuthorizationHeader", "</data:AuthorizationHeader>") +
                             "</data:AuthorizationHeader>";
  outside.erase(outside.find(header), header.size());
  std::string first = outside;
  first.insert(first.find("<data:OperationHistoryRequest>"), header);
  CHECK(office.rtm34(first).status == 200);
  std::string in_header = outside;
  in_header.replace(in_header.find("<soap:Header/>"), 14, "<soap:Header>" + header + "</soap:Header>");
  CHECK(office.rtm34(in_header).status == 500);
}

TEST_CASE("what is no request of the single protocol gets a sender's fault") {
  const std::string good = history_request(PostOffice::delivered_track);
  const auto with = [&good](const std::string& part, const std::string& other) {
    std::string request = good;
    return request.replace(request.find(part), part.size(), other);
  };
  const std::string request =
      GENERATE_COPY(std::string(), std::string("{}"), good.substr(0, good.size() - 5),
                    with("<soap:Envelope", R"(<!DOCTYPE x SYSTEM "file:///etc/passwd"><soap:Envelope)"),
                    with("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"),
                    with("http://russianpost.org/operationhistory\"", "http://russianpost.org/operationhistory2\""),
                    ticket_request({PostOffice::delivered_track}));
  PostOffice office;
  const HttpReply reply = office.rtm34(request);
  CHECK(reply.status == 500);
  CHECK_THAT(reply.body, Catch::Contains("<S:Code><S:Value>S:Sender</S:Value></S:Code>"));
}

TEST_CASE("the single protocol wants its own Content-Type") {
  PostOffice office;
  const std::string request = history_request(PostOffice::delivered_track);
  CHECK(office.rtm34(request, "text/xml").status == 415);
  CHECK(office.rtm34(request, "").status == 415);
  CHECK(office.rtm34(request, "application/soap+xml").status == 200);
}

}  // namespace postproof::postsim
