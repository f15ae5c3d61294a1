#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "postsim/tracking_service.hpp"
#include "system/posix_files.hpp"
#include "tests/postsim/temp_folder.hpp"

namespace postproof::postsim {

/// A data folder with two printed letters, a clock that stands still, and the service over it.
struct PostOffice {
  static constexpr const char* delivered_track = "10100026000018";
  static constexpr const char* silent_track = "10100026000025";

  PostOffice() {
    Ledger ledger(files, own());
    const auto begun = ledger.begin("B20261123-01", "test");
    REQUIRE(begun);
    PrintedBatch batch{"B20261123-01",
                       std::string(64, 'a'),
                       printed,
                       {{delivered_track, "letters-0001.pdf", 1, "630099", "Смирнова", 1},
                        {silent_track, "letters-0001.pdf", 2, "630099", "Молчанов", 1}},
                       {}};
    REQUIRE(ledger.add(batch, "{}", begun.value()));
    open();
  }

  Path own() const { return folder.path() / "postsim"; }
  /// Starts the service, or starts it again.
  void open() {
    service = std::make_unique<TrackingService>(files, clock, own(), Credentials{"Client1", Secret("pass&word")});
  }
  HttpReply fc(const std::string& body, const std::string& type = "text/xml; charset=utf-8") {
    return service->handle({"POST", "/fc", type, body});
  }
  HttpReply rtm34(const std::string& body, const std::string& type = "application/soap+xml; charset=UTF-8") {
    return service->handle({"POST", "/rtm34", type, body});
  }
  void set(const std::vector<std::string>& settings) {
    Faults faults;
    REQUIRE(faults.set(settings));
    REQUIRE(save_faults(files, own() / "faults.json", faults));
  }

  TempFolder folder;
  system::PosixFiles files;
  Instant printed = *parse_instant("2026-11-23T19:30:00+03:00");
  ManualClock clock{printed + std::chrono::days{20}};
  std::unique_ptr<TrackingService> service;
};

inline std::string ticket_request(const std::vector<std::string>& items, const std::string& language = "RUS",
                                  const std::string& password = "pass&amp;word") {
  std::string list;
  for (const std::string& item : items) list += fmt::format(R"(<fcl:Item Barcode="{}"/>)", item);
  return fmt::format(
      R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
      R"(xmlns:pos="http://fclient.russianpost.org/postserver" xmlns:fcl="http://fclient.russianpost.org">)"
      R"(<soapenv:Header/><soapenv:Body><pos:ticketRequest><request>{}</request><login>Client1</login>)"
      R"(<password>{}</password><language>{}</language></pos:ticketRequest></soapenv:Body></soapenv:Envelope>)",
      list, password, language);
}

inline std::string answer_request(const std::string& ticket, const std::string& password = "pass&amp;word") {
  return fmt::format(R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
                     R"(xmlns:pos="http://fclient.russianpost.org/postserver"><soapenv:Header/><soapenv:Body>)"
                     R"(<pos:answerByTicketRequest><ticket>{}</ticket><login>Client1</login><password>{}</password>)"
                     R"(</pos:answerByTicketRequest></soapenv:Body></soapenv:Envelope>)",
                     ticket, password);
}

inline std::string history_request(const std::string& barcode, const std::string& language = "RUS",
                                   const std::string& password = "pass&amp;word", const std::string& type = "0") {
  return fmt::format(
      R"(<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" )"
      R"(xmlns:oper="http://russianpost.org/operationhistory" xmlns:data="http://russianpost.org/operationhistory/data" )"
      R"(xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body><oper:getOperationHistory>)"
      R"(<data:OperationHistoryRequest><data:Barcode>{}</data:Barcode><data:MessageType>{}</data:MessageType>)"
      R"(<data:Language>{}</data:Language></data:OperationHistoryRequest>)"
      R"(<data:AuthorizationHeader soapenv:mustUnderstand="1"><data:login>Client1</data:login>)"
      R"(<data:password>{}</data:password></data:AuthorizationHeader></oper:getOperationHistory></soap:Body>)"
      R"(</soap:Envelope>)",
      barcode, type, language, password);
}

/// The text between two marks; "" if they are not there.
inline std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t at = text.find(before);
  if (at == std::string::npos) return {};
  const std::size_t start = at + before.size();
  return text.substr(start, text.find(after, start) - start);
}

inline int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// The error code of a batch answer; 0 if there is none.
inline int error_in(const HttpReply& reply) {
  const std::string code = between(reply.body, "<error ErrorTypeID=\"", "\"");
  return code.empty() ? 0 : std::stoi(code);
}

}  // namespace postproof::postsim
